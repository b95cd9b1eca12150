@testable import API
import Foundation
import NIOCore
import TestSupport
import Testing

private func slim(_ text: String) -> String { WebText(Array(text.utf8)).slimmed(isStyle: false) }

@Test func `browsers get the code of the widget, not what is for its readers`() {
    let text = """
        /** What a reader
         *  is told. */
        // And this.
        const a = /** @type {any} */ (b), c = (/** @type {string} */ d, /** @type {number} */ e) => d; // stays

          const css = `
          /* inside */
            x`;
            const url = "https://shop.example/**";
            if (a === b && c) return { x: "a, \\" b = c", y: [1, -2] } ;
          export const half = (x) => x / 2;
          for (const [k, v] of [...map]) k ? v : await (+k + +v);
          const told = [`a, ${b} = c`, `${d ? `e, f` : ""}`];
          const both = [`a, ${b} = c`, "d = e"];
        """
    #expect(slim(text) == """
        const a = (b), c = (d, e) => d; // stays
        const css=`
          /* inside */
            x`;
        const url="https://shop.example/**";
        if(a===b&&c)return{x:"a, \\" b = c",y:[1,-2]};export const half = (x) => x / 2;
        for(const[k,v]of[...map])k?v:await(+k + +v);const told = [`a, ${b} = c`, `${d ? `e, f` : ""}`];
        const both=[`a, ${b} = c`,"d = e"];
        """)
}

@Test func `of a style, only the spaces that say nothing go`() {
    let text = """
        /* For readers. */
        @media (max-width: 480px), (max-height: 2px) {
          .a > b, .a :is(p, h1) { margin: 0 -1px; content: " ✓"; }
        }
        """
    #expect(WebText(Array(text.utf8)).slimmed(isStyle: true) == """
        @media (max-width:480px),(max-height:2px){.a > b,.a :is(p,h1){margin:0 -1px;content:" ✓"}}
        """)
}

@Test func `modules are joined in the order in which they need each other, in one scope`() throws {
    let modules = [
        "widget/page.js": """
            import { one, Other } from "./part.js";
            import { three } from "../shared/base.js";
            const MAX_OWN = 1_000;
            const OF_OTHERS = [MAX_OWN];
            export const made = () => one + Other + three + MAX_OWN + MAX_OWN_S;
            """,
        "widget/part.js": """
            import { three } from "../shared/base.js";
            export async function one() {
              const own = 2;
              return three + own;
            }
            export class Other {}
            """,
        "shared/base.js": "export const three = 3;",
    ]
    let joined = try JoinedModules(entry: "widget/page.js", modules: modules)
    #expect(joined.text == """
        const three=3;async function one(){const own=2;return three + own;}
        class Other{}
        const OF_OTHERS=[1_000];export const made=()=>one + Other + three + 1_000 + MAX_OWN_S;
        """)
}

@Test(arguments: [
    ["a.js": "import x from \"./b.js\";", "b.js": ""], ["a.js": "export default {};"], ["a.js": "export { x };"],
    ["a.js": "import { x } from \"./b.js\";"], ["a.js": "import {\n  x,\n} from \"./b.js\";", "b.js": "export const x = 1;"],
    ["a.js": "import { x } from \"./b.js\";", "b.js": "import { y } from \"./a.js\";"],
    ["a.js": "import { x as y } from \"./b.js\";", "b.js": "export const x = 1;"],
    ["a.js": "import { x } from \"./b.js\";\nlet y;", "b.js": "export const x = 1;\nasync function y() {}"],
    ["a.js": "const { x } = y;"],
])
func `a module that cannot be joined is refused by name at the start`(modules: [String: String]) {
    let fault = #expect(throws: WebFilesFault.self) { try JoinedModules(entry: "a.js", modules: modules) }
    #expect(fault?.description.contains(".js") == true)
}

/// What is sent of one file, compressed.
private func weight(_ web: WebFiles, _ name: String) throws -> Int {
    let file = try #require(web[name], "\(name) is missing")
    return try #require(file.gzipped, "\(name) is not compressed").readableBytes
}

@Test func `the widget stays small: 6 KB before it is opened, 30 KB with all that it can load in one language`() throws {
    let web = try WebFiles(folder: Checkout.root.appending(path: "Web").path)
    // The launcher and the bot's settings, which hold little; what they hold is the shop's own text.
    #expect(try weight(web, "widget/launcher.js") <= 6 * 1024 - 600)
    let languages = try Checkout.files(in: "Web/widget/languages", endings: [".js"])
    #expect(languages.count == 13)
    let words = try languages.map { try weight(web, String($0.dropFirst("Web/".count))) }.max() ?? 0
    let parts = ["widget/launcher.js", "widget/frame.html", "widget/frame.css", "widget/frame.js", "widget/late.js"]
    var total = words
    for part in parts { total += try weight(web, part) }
    #expect(total <= 30 * 1024, "\(total) bytes")
}
