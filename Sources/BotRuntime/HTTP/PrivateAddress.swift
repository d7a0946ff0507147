import CCurl
import CMicroHTTPD
import Glibc

/// Which addresses are not on the public internet, after the IANA special-purpose address registries
/// (RFC 6890 and its updates). A user must not make the bot knock there.
enum PrivateAddress {
  /// Whether a socket to this address stays off the public internet. Anything but IPv4 and IPv6 does.
  static func contains(_ address: UnsafePointer<sockaddr>) -> Bool {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        contains(v4: UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
      }
    case AF_INET6:
      address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin6_addr) { contains(v6: Array($0)) }
      }
    default: true
    }
  }

  /// - Parameter address: in host order, 127.0.0.1 is 0x7f000001.
  static func contains(v4 address: UInt32) -> Bool {
    blocks.contains { address >> (32 - $0.bits) == $0.prefix >> (32 - $0.bits) }
  }

  /// Only 2000::/3 is public, without the special blocks in it. Where an IPv4 address is carried inside
  /// (mapped, NAT64, 6to4), that one decides.
  /// - Parameter address: 16 bytes.
  static func contains(v6 address: [UInt8]) -> Bool {
    func carried(at index: Int) -> Bool {
      contains(v4: address[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
    let isMapped = address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xff && address[11] == 0xff
    if isMapped { return carried(at: 12) }
    if address.starts(with: [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return carried(at: 12) }
    if address.starts(with: [0x20, 0x02]) { return carried(at: 2) }
    let isProtocolBlock = address.starts(with: [0x20, 0x01]) && address[2] < 0x02
    let isDocumentation = address.starts(with: [0x20, 0x01, 0x0d, 0xb8]) || address.starts(with: [0x3f, 0xff])
    return address[0] & 0xe0 != 0x20 || isProtocolBlock || isDocumentation
  }

  private static let blocks: [(prefix: UInt32, bits: UInt32)] = [
    (0x0000_0000, 8),  // this network
    (0x0a00_0000, 8),  // private
    (0x6440_0000, 10),  // carrier-grade NAT
    (0x7f00_0000, 8),  // loopback
    (0xa9fe_0000, 16),  // link-local, where clouds keep their metadata
    (0xac10_0000, 12),  // private
    (0xc000_0000, 24),  // protocol assignments
    (0xc000_0200, 24),  // documentation
    (0xc058_6300, 24),  // 6to4 relays
    (0xc0a8_0000, 16),  // private
    (0xc612_0000, 15),  // benchmarks
    (0xc633_6400, 24),  // documentation
    (0xcb00_7100, 24),  // documentation
    (0xe000_0000, 4),  // multicast
    (0xf000_0000, 4),  // reserved, broadcast
  ]
}
