public import BotCore
internal import FoundationEssentials

extension Mastodon {
  public func buckets(for action: Action) -> [Bucket] {
    let account = Bucket(
      MastodonAPI.accountBucket, spacing: .seconds(300) / settings.requestsPer5Minutes,
      burst: max(1, settings.requestsPer5Minutes / 2))
    switch action {
    case .post, .reply, .schedule, .direct, .edit:
      let posts = Bucket(
        MastodonAPI.postBucket, spacing: .hours(3) / settings.postsPer3Hours, burst: settings.postsPer3Hours)
      return [posts, account]
    case .delete:
      let deletes = Bucket(
        MastodonAPI.deleteBucket, spacing: .minutes(30) / settings.deletesPer30Minutes,
        burst: settings.deletesPer30Minutes)
      return [deletes, account]
    case .react, .pin, .hide, .timeout, .ban, .grant, .approve, .decline: return [account]
    case .flag, .settle, .hold, .timer, .fetch, .measure: return []
    }
  }

  public func perform(_ action: Action, key: String) async -> Outcome {
    let posting = MastodonPosting(self, key: key)
    let moderation = MastodonModeration(self)
    return switch action {
    case .post(let text, let channel, _): await posting.post(text, in: channel)
    case .reply(let text, let message, _): await posting.reply(text, to: message)
    case .direct(let text, let member): await posting.direct(text, to: member)
    case .schedule(let text, let channel, let at): await posting.schedule(text, in: channel, at: at)
    case .react(_, let message): await moderation.favourite(message)
    case .pin(let message): await moderation.pin(message)
    case .hide(let message, let reason): await moderation.remove(message, reason)
    case .delete(let message, let reason): await moderation.remove(message, reason)
    case .timeout(let member, let until, let reason): await moderation.limit(member, until: until, reason)
    case .ban(let member, let reason): await moderation.ban(member, reason)
    case .approve(let member): await moderation.approve(member)
    case .decline(let member, _): await moderation.decline(member)
    case .edit: .refused(.unsupported, reason: "an edit needs the post that its name stands for")
    case .grant: .refused(.unsupported, reason: "Mastodon lets no application give roles")
    case .flag, .settle, .hold, .timer, .fetch, .measure: .refused(.unsupported, reason: "this is nothing to send")
    }
  }

  public func edit(_ message: MessageRef, text: Text, key: String) async -> Outcome {
    await MastodonPosting(self, key: key).edit(message, text)
  }
}
