internal import BotCore

extension Slack {
  /// Puts a member into a user group. Slack replaces the whole list, so it is read right before; to do it again does no
  /// harm.
  /// - Parameter role: the group's handle, with or without `@`, or its id.
  func grant(_ role: String, to member: ID<Member>) async -> Outcome {
    let method = "usergroups.users.update"
    do {
      guard let group = try await group(role) else {
        return .refused(.unsupported, reason: "there is no user group \(role); create it in Slack, or correct the name")
      }
      let list = try await api.read("usergroups.users.list", [("usergroup", group)]).value()
      let users = (list["users"]?.array ?? []).compactMap(\.string)
      guard !users.contains(member.raw) else { return .done(nil) }
      let all = (users + [member.raw]).joined(separator: ",")
      let outcome = await api.write(method, ["usergroup": .string(group), "users": .string(all)])
        .outcome(bucket: method)
      guard case .unknown(let reason) = outcome else { return outcome }
      return .retry(after: nil, scope: .action, reason: reason)
    } catch {
      return Self.notDone(error, bucket: "usergroups.users.list")
    }
  }

  private func group(_ role: String) async throws -> String? {
    let handle = role.hasPrefix("@") ? String(role.dropFirst()) : role
    let groups = try await api.read("usergroups.list").value()["usergroups"]?.array ?? []
    let found = groups.first { $0["handle"]?.string == handle } ?? groups.first { $0["id"]?.string == handle }
    return found?["id"]?.string
  }
}
