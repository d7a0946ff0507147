import BotCore
import BotTesting
import Plugins
import Testing

@Suite struct ScenarioFormatTests {
  @Test func aScenarioHasPluginSettingsFilesStepsAndActions() throws {
    let scenario = try Scenario(
      name: "x",
      """
      # About this.
      faq {
        "file": "a.md"
      }

      file a.md
        ## A

        b
      zone Europe/London
      at 2026-01-05 09:00
      say ada: hi
      ---
      post #general: hi
        there

      """)
    #expect(scenario.plugin == "faq")
    #expect(scenario.settings == ["file": "a.md"])
    #expect(scenario.files == ["a.md": "## A\n\nb"])
    #expect(scenario.zone == "Europe/London")
    #expect(scenario.steps.map(\.text) == ["at 2026-01-05 09:00", "say ada: hi"])
    #expect(scenario.expected == ["post #general: hi", "  there"])
  }

  @Test(arguments: [
    ("welcome {}", "x, line 1: there is no line ---; write it above the actions"),
    ("---", "x, line 1: no plugin is named; begin with a line such as: welcome {}"),
    ("nobody\n\n---", "x, line 1: there is no plugin \"nobody\""),
    ("welcome\n\njion ada\n---", "x, line 3: \"jion\" is not known; see the documentation of Scenario"),
    ("welcome\n\nat noon\n---", "x, line 3: this is no time; write it like 2026-01-05 09:00"),
    ("welcome\n\nwait long\n---", "x, line 3: this is no length of time; write it like 10m"),
    ("welcome\n\njoin\n---", "x, line 3: name somebody or something: join ada"),
    ("faq {\"file\":\"f\"}\n\nfile f\n  ## A\n  b\nedit m9: x\n---", "x, line 6: there is no message m9"),
    ("welcome\n\nstop\njoin ada\n---", "x, line 4: the bot is down; write a line: start"),
  ])
  func aMistakeIsToldWithItsLine(text: String, sentence: String) {
    let error = #expect(throws: Scenario.Fault.self) { _ = try Scenario(name: "x", text).run(builtInPlugins) }
    #expect(error?.description == sentence)
  }
}
