// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + dependencies, exclude: exclude, swiftSettings: strict)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// The kinds of community that `botrun init` knows.
let presets = [
  "practice", "learning", "interest", "customer-success", "customer-support", "direct-action", "mass-participation",
  "closed-volunteers", "feedback",
]

let botrun: [Target.Dependency] = [
  "BotCore", "BotRuntime", "BotTesting", "Connectors", "Console", "Plugins", "Reporting", "TextAnalysis",
]

let botrunResources: [Resource] =
  ["calendar.json", "config.example.json", "day.jsonl", "faq.md"].map { .embedInCode("Example/" + $0) }
  + presets.map { .embedInCode("Presets/Kinds/\($0).txt") }

/// What the fuzz targets reach into: everything that reads bytes from outside.
let fuzzed: [Target.Dependency] = [
  "CMalloc", "BotCore", "BotRuntime", "BotTesting", "Connectors", "Console", "Feeds", "Plugins", "Signing",
  "TextAnalysis", "botrun",
]

let package = Package(
  name: "botrun",
  products: [
    .executable(name: "botrun", targets: ["botrun"]),
    .library(name: "BotTesting", targets: ["BotTesting"]),
  ],
  targets: [
    system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
    system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    .systemLibrary(name: "CSystem"),
    system("CXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),

    .systemLibrary(name: "CMalloc", path: "Tests/CMalloc"),

    library("BotCore"),
    .target(
      name: "CModels",
      exclude: ["abuse.bin", "spam.bin", "folding.bin", "language.bin", "safety.txt", "sentiment.bin", "vectors.bin"]),
    library("TextAnalysis", ["CModels"]),
    library("Signing", ["CCrypto"]),
    library("Feeds", ["BotCore", "CXML2"]),
    library("Reporting", ["BotCore"]),
    library("BotRuntime", ["BotCore", "CCurl", "CMicroHTTPD", "CSQLite", "CSystem", "Signing"]),
    library(
      "Connectors", ["BotCore", "Feeds", "Signing"],
      resources: ["index.html", "app.css", "app.js", "icon.svg"].map { .embedInCode("Sandbox/Page/" + $0) }),
    library(
      "Console", ["BotCore", "BotRuntime", "Signing"],
      resources: ["app.css", "app.js", "icon.svg"].map { .embedInCode("Page/" + $0) }),
    library("Plugins", ["BotCore", "Feeds", "TextAnalysis"]),
    library("BotTesting", ["BotCore", "BotRuntime"]),
    .executableTarget(
      name: "botrun", dependencies: botrun, resources: botrunResources, swiftSettings: strict),

    tests("BotCore", ["BotTesting"]),
    tests("TextAnalysis", [], exclude: ["Cases"]),
    tests("Reporting", ["BotCore"]),
    tests("Signing", []),
    tests("BotRuntime", ["BotCore", "BotTesting"]),
    tests("Connectors", ["BotCore", "BotTesting", "BotRuntime", "Feeds"]),
    tests("Console", ["BotCore", "BotRuntime", "BotTesting"]),
    tests("Plugins", ["BotCore", "BotTesting", "BotRuntime"], exclude: ["Examples/applause.txt", "Scenarios"]),
    .testTarget(
      name: "FuzzTests", dependencies: fuzzed, exclude: ["Corpus", "Entry.swift", "Regressions", "Seeds"],
      swiftSettings: strict),
    tests(
      "botrun", ["BotCore", "BotRuntime", "BotTesting", "Connectors", "Plugins", "Signing"], exclude: ["Broken"]),
  ],
  swiftLanguageModes: [.v6],
  // `#embed`, which carries the models into the program.
  cLanguageStandard: .c2x
)

// `scripts/fuzz` builds one program more, for libFuzzer, and nothing that has an entry point beside it.
if Context.environment["BOTRUN_FUZZ"] != nil {
  package.products.removeAll { $0.name == "botrun" }
  package.targets.removeAll { $0.type == .test || $0.name == "botrun" }
  package.targets += [
    .target(
      name: "botrun", dependencies: botrun, resources: botrunResources,
      swiftSettings: strict + [.unsafeFlags(["-Xfrontend", "-entry-point-function-name", "-Xfrontend", "botrun_main"])]),
    .executableTarget(
      name: "Fuzz", dependencies: fuzzed, path: "Tests/FuzzTests",
      exclude: ["Corpus", "Regressions", "RegressionTests.swift", "Seeds"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ]
}
