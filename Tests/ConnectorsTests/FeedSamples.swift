import BotCore
import BotTesting
import FoundationEssentials

@testable import Connectors
@testable import Feeds

/// Feeds as the programs of this world write them, shortened.
enum FeedSamples {
  static let wordpress = """
    <?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
      xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
    <channel>
      <title>Garden &#038; Gate</title>
      <atom:link href="https://garden.example/feed/" rel="self" type="application/rss+xml" />
      <link>https://garden.example</link>
      <image><url>https://garden.example/i.png</url><title>Icon</title><link>https://garden.example/icon</link></image>
      <item>
        <title>Pears &#8217;n&#8217; plums</title>
        <link>https://garden.example/pears/</link>
        <comments>https://garden.example/pears/#comments</comments>
        <dc:creator><![CDATA[Ada & Ben]]></dc:creator>
        <pubDate>Sun, 29 Mar 2026 01:30:00 +0000</pubDate>
        <guid isPermaLink="false">https://garden.example/?p=7</guid>
        <description><![CDATA[<p>Short &#8230;</p>]]></description>
        <content:encoded><![CDATA[<p>They are <a href="/ripe">ripe</a>.</p><ul><li>one</li><li>two</li></ul>]]></content:encoded>
        <slash:comments>3</slash:comments>
      </item>
      <item>
        <title>Apples</title>
        <link>https://garden.example/apples/</link>
        <pubDate>Sat, 28 Mar 2026 09:00:00 +0000</pubDate>
        <guid isPermaLink="true">https://garden.example/apples/</guid>
        <description>Only a line &lt;b&gt;here&lt;/b&gt;.</description>
      </item>
    </channel></rss>
    """

  static let podcast = """
    <rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
      <title>Hour of Peers</title><itunes:author>The House</itunes:author>
      <item><title>12: Moderation</title><itunes:title>Moderation</itunes:title>
        <itunes:summary>How to stay calm.</itunes:summary><itunes:author>Cid</itunes:author>
        <enclosure url="https://cdn.example/12.mp3" length="1" type="audio/mpeg"/><guid>ep-12</guid>
        <pubDate>Tue, 03 Feb 26 06:00 EST</pubDate></item>
    </channel></rss>
    """

  static let rdf = """
    <?xml version="1.0"?>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://old.example/"><title>Old News</title><link>https://old.example/</link>
        <items><rdf:Seq><rdf:li rdf:resource="https://old.example/1"/></rdf:Seq></items></channel>
      <image rdf:about="x"><title>Logo</title><link>https://old.example/logo</link></image>
      <item rdf:about="https://old.example/1"><title>First</title><link>https://old.example/1</link>
        <description>Words</description><dc:date>2026-01-02T03:04+01:00</dc:date><dc:creator>Eve</dc:creator></item>
    </rdf:RDF>
    """

  static let github = """
    <?xml version="1.0" encoding="UTF-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
      <id>tag:github.com,2008:https://github.com/peer/tool/releases</id>
      <link type="text/html" rel="alternate" href="https://github.com/peer/tool/releases"/>
      <link type="application/atom+xml" rel="self" href="https://github.com/peer/tool/releases.atom"/>
      <title>Release notes from tool</title>
      <updated>2026-05-01T10:00:00Z</updated>
      <entry>
        <id>tag:github.com,2008:Repository/42/v1.2.0</id>
        <updated>2026-05-01T10:00:00Z</updated>
        <link rel="alternate" type="text/html" href="https://github.com/peer/tool/releases/tag/v1.2.0"/>
        <title>v1.2.0</title>
        <content type="html">&lt;h2&gt;Fixes&lt;/h2&gt;&lt;p&gt;Less &amp;lt;noise&amp;gt;.&lt;/p&gt;</content>
        <author><name>octopeer</name></author>
        <media:thumbnail height="30" width="30" url="https://avatars.example/u/1"/>
      </entry>
    </feed>
    """

  static let youtube = """
    <?xml version="1.0" encoding="UTF-8"?>
    <feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
      xmlns="http://www.w3.org/2005/Atom">
     <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UC1"/>
     <id>yt:channel:1</id><title>Peer Talks</title><author><name>Peer Talks</name></author>
     <entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>A talk</title>
      <link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>
      <author><name>Peer Talks</name><uri>https://www.youtube.com/channel/UC1</uri></author>
      <published>2026-04-01T12:00:00+00:00</published><updated>2026-04-02T12:00:00+00:00</updated>
      <media:group><media:title>A talk (media)</media:title>
       <media:content url="https://www.youtube.com/v/abc" type="application/x-shockwave-flash"/>
       <media:description>Line one
    line &lt;two&gt;</media:description>
       <media:community><media:statistics views="1234"/></media:community></media:group>
     </entry></feed>
    """

  static let reddit = """
    <?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>newest : peers</title>
    <entry><author><name>/u/ada</name><uri>https://www.reddit.com/user/ada</uri></author><category term="peers"/>
    <content type="html">&lt;div class=&quot;md&quot;&gt;&lt;p&gt;Any &lt;em&gt;tips&lt;/em&gt;?&lt;/p&gt;&lt;/div&gt; &#32; submitted by</content>
    <id>t3_abc</id><link href="https://www.reddit.com/r/peers/comments/abc/tips/" />
    <updated>2026-02-02T02:02:02+00:00</updated><published>2026-02-02T02:02:02+00:00</published>
    <title>Tips?</title></entry></feed>
    """

  static let xhtml = """
    <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/a/"><title type="html">Pl&amp;aelig;n</title>
     <entry xml:base="b/"><id>x1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>bold</b> one</div></title>
      <link href="entry"/><source><id>other</id><title>Another feed</title><updated>1999-01-01T00:00:00Z</updated></source>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>1 &lt; 2 &amp; <a href="../c">see</a></p><p>end</p></div></content>
      <published>2026-01-01T00:00:00.25Z</published></entry></feed>
    """

  static let json: JSON = [
    "version": "https://jsonfeed.org/version/1.1", "title": "Notes", "authors": [["name": "House"]],
    "items": [
      [
        "id": 7, "url": "/7", "title": "Seven", "content_html": "<p>An <a href=\"/x\">x</a></p>",
        "date_published": "2026-01-01T00:00:00Z", "date_modified": "2026-01-02T00:00:00Z", "tags": ["a"],
        "authors": [["name": "Ada"]], "_odd": ["v": 1],
      ],
      ["id": "8", "content_text": "plain <b>as is</b>"],
      [:], 5,
    ],
  ]

  static let address = "https://feeds.example/all.xml"

  static func document(_ text: String, base: String = address) -> FeedDocument? {
    FeedXML.read(Array(text.utf8), charset: nil, base: base)
  }

  static func at(_ timestamp: String) -> Date? { Date(timestamp: timestamp) }

  static let xml: [String: String] = [
    "wordpress": wordpress, "podcast": podcast, "rdf": rdf, "github": github, "youtube": youtube, "reddit": reddit,
    "xhtml": xhtml,
  ]
}
