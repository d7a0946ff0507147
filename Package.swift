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
    library("BotRuntime", ["BotCore", "CCurl", "CMicroHTTPD", "CSQLite", "CSystem"]),
    library(
      "Connectors", ["BotCore", "Feeds", "Signing"],
      resources: ["index.html", "app.css", "app.js", "icon.svg"].map { .embedInCode("Sandbox/Page/" + $0) }),
    library(
      "Console", ["BotCore", "BotRuntime", "Signing"],
      resources: ["app.css", "app.js", "icon.svg"].map { .embedInCode("Page/" + $0) }),
    library("Plugins", ["BotCore", "Feeds", "TextAnalysis"]),
    library("BotTesting", ["BotCore", "BotRuntime"]),
    .executableTarget(
      name: "botrun", dependencies: ["BotCore", "BotRuntime", "Connectors", "Console", "Plugins", "TextAnalysis"],
      resources: ["calendar.json", "config.example.json", "day.jsonl", "faq.md"].map { .embedInCode("Example/" + $0) },
      swiftSettings: strict),

    tests("BotCore", ["BotTesting"]),
    tests("TextAnalysis", [], exclude: ["Cases"]),
    tests("Signing", []),
    tests("BotRuntime", ["BotCore", "BotTesting"]),
    tests("Connectors", ["BotCore", "BotTesting", "BotRuntime", "Feeds"]),
    tests("Console", ["BotCore", "BotRuntime", "BotTesting"]),
    tests("Plugins", ["BotCore", "BotTesting", "BotRuntime"], exclude: ["Examples/applause.txt", "Scenarios"]),
    tests("botrun", ["BotCore", "BotRuntime", "BotTesting", "Connectors", "Plugins", "Signing"]),
  ],
  swiftLanguageModes: [.v6],
  // `#embed`, which carries the models into the program.
  cLanguageStandard: .c2x
)
