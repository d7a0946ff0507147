/// A plugin type as the runtime sees it: what it is, what can be set, how to make one.
public struct PluginKind: Sendable {
  public let about: PluginAbout
  public let keys: [String]
  /// The schema of its settings together with those that every plugin instance has.
  public let schema: @Sendable (_ common: [any SettingGroup.Type]) -> JSON
  /// Reads the settings and makes the plugin; `nil` after the node was told why not. Keys in `ignoring` belong to the
  /// runtime.
  public let make: @Sendable (_ node: SettingNode, _ ignoring: [String]) -> (any Plugin)?

  public init<P: Plugin>(_ type: P.Type) {
    about = P.about
    keys = P.Settings.keys
    schema = { P.Settings.schema(with: $0) }
    make = { node, ignoring in
      guard let settings = P.Settings.read(node, ignoring: ignoring) else { return nil }
      do {
        return try P(settings)
      } catch let fault as SettingFault {
        node.fail(fault.fault, fault.remedy)
      } catch {
        node.fail("the plugin could not be made: \(error)", "check its settings")
      }
      return nil
    }
  }
}

/// A connector type as the runtime sees it.
public struct ConnectorKind: Sendable {
  public let about: ConnectorAbout
  public let schema: JSON
  /// Reads the settings; `nil` after the node was told what is wrong with them.
  public let read: @Sendable (_ node: SettingNode) -> ConnectorPlan?

  public init<C: Connector>(_ type: C.Type) {
    about = C.about
    schema = C.Settings.schema
    read = { node in
      guard let settings = C.Settings.read(node) else { return nil }
      return ConnectorPlan(about: C.about(with: settings)) { tools in try C(settings, tools) }
    }
  }
}

/// A connector with its settings, to be made when the runtime has its tools ready.
public struct ConnectorPlan: Sendable {
  public let about: ConnectorAbout
  public let make: @Sendable (Tools) throws -> any Connector
}

/// All that a configuration may name.
public struct Registry: Sendable {
  public let plugins: [PluginKind]
  public let connectors: [ConnectorKind]

  public init(plugins: [PluginKind], connectors: [ConnectorKind]) {
    self.plugins = plugins
    self.connectors = connectors
  }

  public func plugin(_ name: String) -> PluginKind? { plugins.first { $0.about.name == name } }
  public func connector(_ name: String) -> ConnectorKind? { connectors.first { $0.about.name == name } }
}
