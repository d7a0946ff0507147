import BotCore

/// What the manager wrote about categories, as it is shown below a flag: what to do, what could be posted, help to name.
struct CategoryRemarks {
  let settings: Listen.Settings
  let community: Community
  /// How many messages there are.
  let count: Int
  /// Where most of them stand.
  let place: Text
  /// Those of the members concerned; the community's and English come after them.
  let languages: [String]

  /// - Parameter kinds: names of categories, the most serious first; those without remarks and repetitions are left out.
  /// Where it is not clear which one is meant, each says so.
  func text(_ kinds: [String]) -> Text {
    var categories: [ListenCategory] = []
    for category in kinds.compactMap(settings.category)
    where category.hasRemarks && !categories.contains(where: { $0.name == category.name }) {
      categories.append(category)
    }
    return categories.reduce(into: Text()) { text, category in
      let name = categories.count > 1 || category.name != kinds.first ? category.name : nil
      let about = name.map { " (\($0))" } ?? ""
      if !category.advice.source.isEmpty { text += Text("\nWhat to do\(about): ") + filled(category.advice) }
      if !category.suggestion.source.isEmpty {
        text += Text("\nYou could post\(about):\n") + Text([.quote(filled(category.suggestion))])
      }
      text += help(category, name)
    }
  }

  private func filled(_ template: Template) -> Text {
    template.render(["community.name": Text(community.name), "count": Text("\(count)"), "channel": place])
  }

  /// In the first of the languages that there is help in.
  private func help(_ category: ListenCategory, _ name: String?) -> Text {
    let wanted = languages + [community.locale, "en"] + category.resources.keys.sorted()
    guard let (language, help) = category.resource(for: wanted) else { return Text() }
    let about = name.map { "\($0), \(language)" } ?? language
    return Text("\nHelp to name (\(about)): ") + Markdown.text(help)
  }
}

extension ListenCategory {
  fileprivate var hasRemarks: Bool {
    !advice.source.isEmpty || !suggestion.source.isEmpty || !resources.isEmpty
  }
}
