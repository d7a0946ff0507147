import BotCore

/// Writing HTML.
package enum HTML {
  /// Text as it stands between tags and within quoted attributes.
  package static func escape(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      if let entity = scalar.htmlEntity { out += entity } else { out.unicodeScalars.append(scalar) }
    }
    return out
  }
}
