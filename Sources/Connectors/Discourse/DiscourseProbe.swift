public import BotCore

extension Discourse {
  private static let keyPage = "Admin > API > New API key"
  private static let leastSecret = 12

  public func probe() async -> [Problem] {
    var problems = secretProblems
    do {
      problems += account(try await api.ask("GET", api.profile).json["user"])
      problems += channels(try await directory.categories())
    } catch let fault as PlatformFault {
      return problems + [unreadable(fault)]
    } catch {
      return problems + [
        Problem(
          subject: "url", fault: "\(settings.url) gives no answer: \(error)",
          remedy: "check the address and the network")
      ]
    }
    return problems + (await siteSettings()) + (await queues())
  }

  private var secretProblems: [Problem] {
    let length = settings.webhookSecret.reveal().count
    guard settings.receive == .webhook, length < Self.leastSecret else { return [] }
    return [
      Problem(
        subject: "webhookSecret",
        fault: "it has \(length) characters, Discourse takes no secret below \(Self.leastSecret)",
        remedy: "make a longer one, and write it into Admin > API > Webhooks as well")
    ]
  }

  private func unreadable(_ fault: PlatformFault) -> Problem {
    switch fault.kind {
    case .token:
      Problem(
        subject: "apiKey", fault: "Discourse does not accept it for \(settings.username): \(fault.reason)",
        remedy: "make a key for this account under \(Self.keyPage), with the scope Global")
    case .missing:
      Problem(
        subject: "username", fault: "there is no account \(settings.username)",
        remedy: "write the bot's username as it stands in its profile")
    case .forbidden:
      Problem(
        subject: "apiKey", fault: "the key may not read the bot's own profile or the site: \(fault.reason)",
        remedy: "make a key with the scope Global under \(Self.keyPage), or add its scope users: show")
    case .limited:
      Problem(.warning, subject: "discourse", fault: "Discourse limits the rate", remedy: "ask again in a minute")
    case .foreign:
      Problem(
        subject: "url", fault: "\(settings.url) is no Discourse forum, or leads elsewhere: \(fault.reason)",
        remedy: "write the address that the browser shows on the forum's front page")
    case .duplicate, .unsupported, .rejected, .busy, .broken:
      Problem(subject: "discourse", fault: "Discourse refuses: \(fault.reason)", remedy: "try again later")
    }
  }

  /// - Parameter user: the bot's own profile.
  private func account(_ user: JSON?) -> [Problem] {
    guard let user else { return [] }
    var problems: [Problem] = []
    let isStaff = user["admin"]?.bool == true || user["moderator"]?.bool == true
    if !isStaff {
      problems.append(
        Problem(
          .warning, subject: "account \(settings.username)",
          fault: "it is no moderator: it cannot hide, delete, pin, silence, suspend or approve, nor read the lists of "
            + "new members and reports",
          remedy: "where that is wanted: Admin > Users > \(settings.username) > Grant Moderation"))
    }
    if user["suspended_till"]?.string != nil || user["silenced"]?.bool == true {
      problems.append(
        Problem(
          subject: "account \(settings.username)", fault: "it is suspended or silenced and cannot post",
          remedy: "lift that under Admin > Users > \(settings.username)"))
    }
    return problems
  }

  private func channels(_ categories: [DiscourseCategory]) -> [Problem] {
    let posting = [tools.community.moderators?.raw, settings.stagingCategory].compactMap { $0 }.filter { !$0.isEmpty }
    return Set(settings.categories + posting).sorted().compactMap { name in
      if case .topic = DiscoursePlace(name) { return settings.categories.contains(name) ? topicProblem(name) : nil }
      let number = DiscoursePlace(name).flatMap { place -> String? in
        guard case .category(let number) = place else { return nil }
        return String(number)
      }
      guard let category = DiscourseDirectory.find(number ?? name, in: categories) else {
        let nearest = Spelling.nearest(to: name, in: categories.map(\.slug)).map { "did you mean #\($0)? " } ?? ""
        return Problem(
          subject: "category \(name)", fault: "there is none of this name that the bot can see",
          remedy: nearest + "correct the name, or add the bot under the category's Settings > Security")
      }
      guard posting.contains(name), !category.takesTopics else { return nil }
      return Problem(
        subject: "category \(name)", fault: "the bot may not make topics in it",
        remedy: "let a group of the bot \"Create / Reply / See\" under the category's Settings > Security")
    }
  }

  private func topicProblem(_ name: String) -> Problem {
    Problem(
      subject: "category \(name)", fault: "it is a topic: the bot listens to whole categories",
      remedy: "name the topic's category under \"categories\"")
  }

  /// The site's own lengths, where they differ from what is set here; nothing where the bot may not read them.
  private func siteSettings() async -> [Problem] {
    guard let site = try? await api.ask("GET", "/site/settings.json").json else { return [] }
    let lengths = [
      ("titleMin", "min_topic_title_length", settings.titleMin),
      ("titleMax", "max_topic_title_length", settings.titleMax),
      ("bodyMin", "min_post_length", settings.bodyMin), ("bodyMax", "max_post_length", settings.bodyMax),
    ]
    var problems = lengths.compactMap { name, key, ours -> Problem? in
      guard let theirs = site[key]?.int, theirs != ours else { return nil }
      let words = key.split(separator: "_").joined(separator: " ")
      return Problem(
        .warning, subject: name, fault: "it is \(ours), the site setting \(words) is \(theirs)",
        remedy: "set \"\(name)\": \(theirs)")
    }
    if site["must_approve_users"]?.bool == true && settings.joining != .approved {
      problems.append(
        Problem(
          .warning, subject: "joining",
          fault: "the site must approve users, but who only registered counts as a member",
          remedy: "set \"joining\": \"approved\""))
    }
    return problems
  }

  /// Whether the lists can be read that the settings want read.
  private func queues() async -> [Problem] {
    let lists = [
      (settings.members, "members", "/admin/users/list/new.json", "who registers is not seen by polling"),
      (settings.reports, "reports", "/review.json", "reports are not seen by polling"),
      (settings.privateMessages, "privateMessages", "/private-posts.json", "private messages are not read"),
    ]
    var problems: [Problem] = []
    for (isWanted, name, path, what) in lists where isWanted {
      do {
        _ = try await api.ask("GET", path)
      } catch let fault as PlatformFault where fault.kind == .forbidden || fault.kind == .missing {
        problems.append(
          Problem(
            .warning, subject: name, fault: "the bot may not read \(path): \(what)",
            remedy: "make the bot a moderator with a key of the scope Global, or set \"\(name)\": false"))
      } catch {
        continue
      }
    }
    return problems
  }
}
