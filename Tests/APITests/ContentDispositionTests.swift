@testable import API
import Testing

@Test(arguments: [
    ("invoice.pdf", "invoice.pdf", "invoice.pdf"),
    ("Größe 42 €.png", "Gr__e 42 _.png", "Gr%C3%B6%C3%9Fe%2042%20%E2%82%AC.png"),
    ("a\"b\\c;d.txt", "a_b_c_d.txt", "a%22b%5Cc%3Bd.txt"),
    ("100%20.txt", "100_20.txt", "100%2520.txt"),
    ("x\r\nSet-Cookie: a=b", "x__Set-Cookie_ a=b", "x%0D%0ASet-Cookie%3A%20a%3Db"),
    ("it's.txt", "it's.txt", "it%27s.txt"),
])
func `a file is saved under its name, and no name adds to the header`(name: String, plain: String, encoded: String) {
    #expect(ContentDisposition.attachment(name) == "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)")
}
