public import BotCore
public import FoundationEssentials

/// What a plugin is given to know, by the engine's turns and by everything that only asks it. What it writes stays in the
/// context.
extension Store {
  /// - Parameters:
  ///   - seed: of its dice.
  ///   - isHeld: whether the community's scheduled posts are held.
  public func context(
    of instance: ID<Instance>, in community: CommunityConfig, now: Date, seed: String, isHeld: Bool
  ) -> Context {
    let draft = Draft(
      read: { key in
        guard let member = OptOutRecord.member(of: key) else { return try self.record(key, of: instance) }
        return try self.optedOut(member, in: community.community.id).map { _ in Record(true, of: member) }
      },
      scan: { try self.records(startingWith: $0, limit: $1, of: instance) })
    return Context(
      community: community.community, now: now, random: SeededRandom(seed: seed), store: draft, isHeld: isHeld,
      answer: { try self.answer(to: $0, in: community) },
      message: { try self.message($0, in: community.community.id) })
  }

  /// For whoever asks between turns.
  public func context(of instance: ID<Instance>, in community: CommunityConfig, now: Date) throws -> Context {
    let isHeld = try holds(now: now)[community.community.id] != nil
    return context(of: instance, in: community, now: now, seed: instance.raw, isHeld: isHeld)
  }

  private func answer(to message: MessageRef, in community: CommunityConfig) throws -> ID<Message>? {
    for instance in community.instances where instance.about.answersQuestions {
      if let answer = try posted(named: message.answerName, by: instance.id) { return answer.id }
    }
    return nil
  }

  /// Whether a plugin may write to a member in private: not to somebody who opted out, unless it is in answer to what they
  /// themselves just said or did, or part of their duty.
  func mayWrite(
    to member: ID<Member>, after event: Event, by plugin: PluginAbout, in community: Community
  ) throws -> Bool {
    guard try optedOut(member, in: community.id) != nil else { return true }
    if plugin.addressesStaff || community.managers.contains(member.raw) { return true }
    return event.actor?.id == member && event.trigger != .memberJoined
  }
}
