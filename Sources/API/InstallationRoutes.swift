import Chat
import HTTPTypes
import Hummingbird
import Knowledge

/// Whether a bot's widget is on a website: by looking at one page of it, and by who saw it.
extension Routes {
    func addInstallation() {
        get("/bots/:bot/installation") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let last = try await call.services.sightings.last(of: bot.id)
            return .json { $0.sighting(last) }
        }
        post("/bots/:bot/installation") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let url = fields.url("url")
            try fields.check()
            let (found, at) = try await call.installation(of: bot, at: url)
            let last = try await call.services.sightings.last(of: bot.id)
            return .json { writer in
                writer.field("found", found.found)
                writer.field("problem", found.problems.first?.code)
                writer.field("detail", found.problems.isEmpty ? "The widget of this bot is on the page."
                    : found.problems.map(\.sentence).joined(separator: " "))
                writer.key("problems")
                writer.array(found.problems) { $1.write(to: &$0) }
                writer.field("url", at)
                writer.sighting(last)
            }
        }
    }
}

extension Call {
    /// - Returns: what was found, and the address that it was found at, after redirects.
    fileprivate func installation(of bot: WhisperBot, at url: String) async throws -> (Installation, String) {
        let answer: WebAnswer
        do {
            answer = try await services.fetch(url, ["text/html", "application/xhtml+xml"])
        } catch let fault as NotFetched {
            return (.unreachable(fault.sentence), url)
        }
        guard answer.status == 200 else {
            let sentence = "The page answered with the status \(answer.status). Give the address of a page that works without signing in."
            return (.unreachable(sentence), answer.url)
        }
        guard let address = WebAddress(answer.url),
            let page = WidgetOnPage.read(answer.body, at: answer.url, contentType: answer.contentType)
        else { return (.unreachable("What came is no web page. Give the address of a page."), answer.url) }
        let found = Installation(
            of: bot, in: page, policies: answer.policies, own: origin.own, origin: address.origin)
        return (found, answer.url)
    }
}

extension JSONWriter {
    fileprivate mutating func sighting(_ last: WidgetSighting?) {
        key("lastSeen")
        guard let last else { return null() }
        object {
            $0.field("origin", last.origin)
            $0.field("at", last.at)
        }
    }
}
