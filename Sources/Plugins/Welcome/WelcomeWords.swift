import BotCore

/// The words of greetings, from the manager's templates.
struct WelcomeWords: Sendable {
  let settings: Welcome.Settings
  /// The community's name.
  let community: String

  func greeting(_ newcomer: Newcomer) -> Text {
    (variant(newcomer)?.text ?? settings.text).render([
      "member.name": Text(newcomer.name),
      "member.mention": newcomer.mention,
      "community.name": Text(community),
      "channel": newcomer.channelText,
    ])
  }

  func greeting(_ newcomers: [Newcomer], _ template: Template) -> Text {
    var members = Text()
    for newcomer in newcomers.prefix(settings.maxNames) {
      members += (members.isEmpty ? Text() : ", ") + newcomer.mention
    }
    let others = newcomers.count - settings.maxNames
    if others > 0 { members += " " + settings.othersText.render(["count": Text("\(others)")]) }
    return template.render([
      "members": members,
      "count": Text("\(newcomers.count)"),
      "community.name": Text(community),
      "channel": newcomers.first?.channelText ?? Text(),
    ])
  }

  /// One message for all: the missed ones first, then a paragraph for all who share the words for several.
  func message(to newcomers: [Newcomer], isMissed: (Newcomer) -> Bool) -> Text {
    let missed = newcomers.filter(isMissed)
    var groups = missed.isEmpty ? [] : [(template: settings.groupText, newcomers: missed)]
    let firstInTime = groups.count
    for newcomer in newcomers where !isMissed(newcomer) {
      let template = variant(newcomer)?.batchText ?? settings.batchText
      if let index = groups[firstInTime...].firstIndex(where: { $0.template == template }) {
        groups[index].newcomers.append(newcomer)
      } else {
        groups.append((template, [newcomer]))
      }
    }
    var text = Text()
    for (index, group) in groups.enumerated() {
      if index > 0 { text += "\n" }
      let isOne = index >= firstInTime && group.newcomers.count == 1
      text += isOne ? greeting(group.newcomers[0]) : greeting(group.newcomers, group.template)
    }
    return text
  }

  func place(of newcomer: Newcomer) -> ID<Channel>? {
    variant(newcomer)?.channel ?? settings.channel ?? newcomer.joined
  }

  /// Which of the texts a newcomer gets.
  func rule(_ newcomer: Newcomer, isMissed: Bool) -> String {
    if isMissed { return "group welcome" }
    guard let variant = variant(newcomer) else { return "greeting" }
    let marks = [variant.role.map { "role \($0)" }, variant.locale, variant.source.map { "source \($0)" }]
    return "greeting for " + marks.compactMap(\.self).joined(separator: ", ")
  }

  private func variant(_ newcomer: Newcomer) -> WelcomeVariant? {
    WelcomeVariant.choose(
      among: settings.variants, roles: newcomer.roles, locale: newcomer.locale, source: newcomer.joined)
  }
}
