import BotCore

/// Reads the main file, then those that it includes, then the texts of all, then the communities.
struct ConfigLoader {
  let registry: Registry
  let references: ConfigReferences
  /// The main file first.
  private(set) var files: [ConfigFile] = []
  /// What is wrong with files that could not be parsed.
  private var loose: [Problem] = []

  init(registry: Registry, references: ConfigReferences) {
    self.registry = registry
    self.references = references
  }

  /// Whether every file of it is JSON.
  var isParsed: Bool { loose.isEmpty && files.first?.document.value.object != nil }

  var problems: [Problem] {
    // Stable, so that several problems of one place keep the order in which they were found.
    (loose + files.flatMap(\.problems)).enumerated()
      .sorted { a, b in
        a.element.place == b.element.place ? a.offset < b.offset : Self.isBefore(a.element, b.element)
      }
      .map(\.element)
  }

  private static func isBefore(_ a: Problem, _ b: Problem) -> Bool {
    guard let a = a.place, let b = b.place else { return a.place == nil }
    return a < b
  }

  /// `nil` where there is no main file to speak of. What comes back is of use only if no problem is an error.
  mutating func load(_ path: String) -> BotConfig? {
    do throws(FileFault) {
      open(try FileAccess.read(path).bytes, as: path)
    } catch {
      let told = error.told(path, full: ConfigPath.absolute(path))
      loose.append(
        Problem(
          place: Problem.Place(file: path, line: 0, column: 0), subject: "", fault: told.fault, remedy: told.remedy))
    }
    guard let main = files.first.map(source), main.root.json.object != nil else {
      files.first.map(source)?.root.wrongKind("an object", "{ \"communities\": [ … ] }")
      return nil
    }
    main.checkKeys(ConfigKeys.main)
    include(main)
    let count = files.reduce(0) { $0 + ($1.document.value["communities"]?.array?.count ?? 0) }
    for file in files { file.isOneOfMany = count > 1 }
    for file in files { readTexts(source(file)) }
    let store = readStore(main)
    let http = readHTTP(main)
    let isDryRun = main.root.member("dryRun").map { Bool.read($0) ?? true } ?? false
    let communities = readCommunities(listen: http?.listen)
    for file in files { GapCheck(registry: registry, file: file).check() }
    warnOfUnusedTexts()
    guard let store, let http else { return nil }
    return BotConfig(
      store: store, http: http, communities: communities, hash: references.fingerprint.hex,
      isDryRun: isDryRun)
  }

  private func source(_ file: ConfigFile) -> ConfigSource { ConfigSource(origin: file, references: references) }

  /// Parses a file and keeps it, or keeps what is wrong with it.
  private mutating func open(_ bytes: [UInt8], as name: String) {
    references.add(configuration: bytes)
    let text = SourceText(name: name, bytes: bytes)
    if let offset = text.invalidOffset {
      let place = text.place(offset)
      loose.append(
        Problem(place: place, subject: "", fault: "this line is not UTF-8 text", remedy: "save the file as UTF-8"))
      return
    }
    guard !bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      let place = Problem.Place(file: name, line: 0, column: 0)
      let remedy = "write { \"communities\": [ … ] }, or begin with the one of botrun example try"
      loose.append(Problem(place: place, subject: "", fault: "the file is empty", remedy: remedy))
      return
    }
    do throws(JSONSyntaxError) {
      let document = try JSONDocument(relaxed: bytes)
      files.append(ConfigFile(source: text, folder: ConfigPath.folder(of: name), document: document))
    } catch {
      loose.append(SyntaxProblem.problem(error, in: text))
    }
  }

  private mutating func include(_ main: ConfigSource) {
    guard let node = main.root.member("include"), let patterns = [String].read(node) else { return }
    var seen: Set<String> = [FileAccess.identity(main.origin.source.name)]
    for (index, pattern) in patterns.enumerated() {
      do throws(SettingFault) {
        for path in try IncludePattern.paths(pattern, from: main.origin) {
          let full = ConfigPath.join(main.origin.folder, path)
          guard seen.insert(FileAccess.identity(full)).inserted else { continue }
          try includeFile(path, full)
        }
      } catch {
        main.origin.report(error, at: node.path.index(index))
      }
    }
  }

  private mutating func includeFile(_ path: String, _ full: String) throws(SettingFault) {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try FileAccess.read(full).bytes
    } catch {
      throw error.told(path, full: ConfigPath.absolute(full))
    }
    let count = files.count
    open(bytes, as: full)
    guard files.count > count, let file = files.last.map(source) else { return }
    if file.root.json.object == nil { file.root.wrongKind("an object", "{ \"communities\": [ … ] }") }
    file.checkKeys(ConfigKeys.included)
  }

  private func readTexts(_ source: ConfigSource) {
    guard let node = source.root.member("texts") else { return }
    guard let object = node.json.object else { return node.wrongKind("an object", "{ \"rules\": \"Be kind.\" }") }
    // A key that stands twice in one object is told already.
    for key in Set(object.keys) {
      guard let member = node.member(key), let text = String.read(member) else { continue }
      let place = source.origin.place(of: member.path)
      if let first = references.add(text: SharedText.checked(text, member), named: key, at: place) {
        member.fail(
          "there is a text \"\(key)\" at \(first.file):\(first.line) already", "give one of them another name")
      }
    }
  }

  private func storeSettings(_ node: SettingNode?) -> StoreSettings? {
    guard let node else { return StoreSettings() }
    return StoreSettings.read(node) ?? (references.isForSafeMode ? .keepingAll(node.json) : nil)
  }

  private func httpSettings(_ node: SettingNode?) -> HTTPSettings? {
    guard let node else { return HTTPSettings() }
    return HTTPSettings.read(node) ?? (references.isForSafeMode ? .receiving(node.json) : nil)
  }

  private func readStore(_ main: ConfigSource) -> StoreSettings? {
    guard var store = storeSettings(main.root.member("store")) else { return nil }
    store.path = ConfigPath.join(main.origin.folder, store.path)
    let folder = ConfigPath.folder(of: store.path)
    // A whole path is that of the machine on which the bot runs, which need not be this one.
    let isRelative = main.root.json["store"]?["path"]?.string?.hasPrefix("/") == false
    if isRelative, !folder.isEmpty, !FileAccess.isFolder(folder) {
      main.warn(
        "there is no folder \(folder) on this machine", "make it before the bot starts: mkdir -p \(folder)",
        at: JSONPath([.key("store"), .key("path")]))
    }
    return store
  }

  private func readHTTP(_ main: ConfigSource) -> HTTPSettings? {
    guard var http = httpSettings(main.root.member("http")) else { return nil }
    if let node = main.root.member("http")?.member("publicURL") { ExampleValues(main).check(values: node) }
    if !http.caFile.isEmpty { http.caFile = ConfigPath.join(main.origin.folder, http.caFile) }
    // Told already; without the file, what needs it fails by itself.
    if references.isForSafeMode, (try? FileAccess.read(http.caFile)) == nil { http.caFile = "" }
    return http
  }

  private func readCommunities(listen: String?) -> [CommunityConfig] {
    var ids = CommunityIDs()
    var connections = SharedConnections()
    var communities: [CommunityConfig] = []
    for file in files {
      guard let node = source(file).root.member("communities") else { continue }
      guard let elements = node.elements else {
        node.wrongKind("a list", "[ { \"id\": … } ]")
        continue
      }
      let reader = CommunityReader(registry: registry, source: source(file), listen: listen)
      for element in elements {
        ids.check(element, file)
        guard let community = reader.read(element) else { continue }
        connections.check(community, element, file)
        communities.append(community)
      }
    }
    checkThatThereAre(communities: ids.count)
    return communities
  }

  private func checkThatThereAre(communities count: Int) {
    // A file that could not be parsed may hold them.
    guard count == 0, loose.isEmpty, let main = files.first else { return }
    let fault = SettingFault(
      "there is no community: the bot has nothing to do", "add \"communities\": [ { \"id\": … } ]")
    main.report(fault, at: JSONPath())
  }

  private func warnOfUnusedTexts() {
    // What could not be read may use them.
    guard loose.isEmpty, !files.contains(where: \.hasError) else { return }
    for file in files {
      for key in file.document.value["texts"]?.object?.keys ?? [] where !references.usedTexts.contains(key) {
        source(file).warn(
          "the text \"\(key)\" is never used", "write {texts.\(key)} where it is wanted, or remove it",
          at: JSONPath([.key("texts"), .key(key)]))
      }
    }
  }
}
