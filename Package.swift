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
      name: "botrun",
      dependencies: [
        "BotCore", "BotRuntime", "BotTesting", "Connectors", "Console", "Plugins", "Reporting", "TextAnalysis",
      ],
      resources: ["calendar.json", "config.example.json", "day.jsonl", "faq.md"].map { .embedInCode("Example/" + $0) }
        + presets.map { .embedInCode("Presets/Kinds/\($0).txt") },
      swiftSettings: strict),

    tests("BotCore", ["BotTesting"]),
    tests("TextAnalysis", [], exclude: ["Cases"]),
    tests("Reporting", ["BotCore"]),
    tests("Signing", []),
    tests("BotRuntime", ["BotCore", "BotTesting"]),
    tests("Connectors", ["BotCore", "BotTesting", "BotRuntime", "Feeds"]),
    tests("Console", ["BotCore", "BotRuntime", "BotTesting"]),
    tests("Plugins", ["BotCore", "BotTesting", "BotRuntime"], exclude: ["Examples/applause.txt", "Scenarios"]),
    tests(
      "botrun", ["BotCore", "BotRuntime", "BotTesting", "Connectors", "Plugins", "Signing"], exclude: ["Broken"]),
  ],
  swiftLanguageModes: [.v6],
  // `#embed`, which carries the models into the program.
  cLanguageStandard: .c2x
)
