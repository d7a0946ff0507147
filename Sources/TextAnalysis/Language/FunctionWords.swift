/// The small words that a language cannot do without, with some greetings and thanks, since chats are full of them. By
/// BCP 47 code; folded as `Tokens` folds them.
enum FunctionWords {
  static let byLanguage: [(code: String, words: String)] = [
    (
      "en",
      """
      the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or an
      will my one all would there their what so up out if about who get which go me when make can like time no just him
      know take people into year your good some could them see other than then now look only come its over think also
      back after use two how our work first well way even new want because any these give day most us is are was were
      been has had did does am i'm you're it's don't can't didn't isn't that's i've we're they're there's let's thanks
      thank please hello hi hey yes ok okay lol die haha ha oh man hat war
      """
    ),
    (
      "de",
      """
      der die das und ist ich nicht ein eine zu den mit es von auf für sich im dem sie wir ihr er auch als an nach wie aus
      bei noch nur so einen einem einer hat habe haben wird werden kann aber wenn oder was war sind mir mich dich dir uns
      euch mein dein sehr schon mal doch hier da dass ja nein kein keine guten morgen danke bitte hallo gibt jetzt über
      vom zum zur gut immer wieder heute leider toll
      """
    ),
    (
      "fr",
      """
      le la les de des du un une et est je ne pas que qui dans pour sur avec il elle nous vous ils elles ce cette ces mon
      ma mes ton son sa ses au aux mais ou où donc plus très bien être avoir ai as a ont sont été fait faire tout tous
      comme si se me te lui leur y en c'est j'ai d'un n'est qu'il l'on merci bonjour salut oui non aussi encore toujours
      trop quand peut même chez sans
      """
    ),
    (
      "es",
      """
      el la los las de del un una y es que no en se lo por con para su sus al como más pero le ya o este esta esto sí si
      porque cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros
      ese eso mi tu te yo él ella ser está estoy están era fue son tiene tengo hola gracias bueno buenas muchas qué cómo
      bien ahora aquí hacer
      """
    ),
    (
      "pt",
      """
      o a os as de do da dos das um uma e é que não em no na nos nas por com para se mais como mas foi ao ele ela eles seu
      sua ou ser quando muito há já está eu também só pelo pela até isso entre depois sem mesmo aos ter seus quem me esse
      você vocês tem são estou obrigado obrigada olá oi bom boa sim meu minha tudo fazer aqui agora pra
      """
    ),
    (
      "it",
      """
      il lo la i gli le di del della dei un uno una e è che non in per con su da al si come ma anche più o se mi ti ci vi
      io tu lui lei noi voi loro sono sei siamo ho hai ha hanno era questo questa quello cosa perché quando dove chi molto
      bene grazie ciao buongiorno sì tutto tutti fatto fare nel nella alla dalla degli ancora già così solo poi
      """
    ),
    (
      "nl",
      """
      de het een en van ik te dat die in is niet op aan met als voor er maar om hem dan zou of wat mijn men dit zo door over
      ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat
      iets worden toch al waren veel meer doen moet zonder kan hun dus alles onder ja werd wezen zelf tegen hallo bedankt
      dank goed wel ben
      """
    ),
    (
      "sv",
      """
      och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne då sin nu
      har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem vara vad över än dig
      kan sina här ha mot alla under någon eller allt mycket sedan ju denna själv detta åt utan varit hur ingen mitt ni
      bli blev oss din dessa hej tack bra
      """
    ),
    (
      "da",
      """
      og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu
      over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget
      ville jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt meget sit sine vor mod
      disse hvis din nogle hos blive mange ad bliver hej tak godt
      """
    ),
    (
      "no",
      """
      og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ett har om vi min mitt ha hadde hun
      nå over da ved fra du ut sin dem oss opp man kan hans hvor eller hva skal selv sjøl her alle vil bli ble blitt kunne
      inn når være kom noen noe ville dere deres kun ja etter ned skulle denne for deg si sine sitt mot å meget hvorfor
      dette disse uten hvordan ingen din hei takk bra
      """
    ),
    (
      "fi",
      """
      ja on ei että se oli hän en ovat mutta niin kun kuin myös joka mitä tämä minä sinä me te he ole olen olet olemme
      olla ollut sen sitä siitä tai jos vain nyt vielä jo kaikki mikä missä miten miksi hei kiitos hyvä moi kyllä ihan
      todella minun sinun minulla tämän sekä voi koska siis
      """
    ),
    (
      "pl",
      """
      i w na z że się nie do to jest jak ale o po co tak za od czy już tylko przez jego jej ich może ja ty on ona my wy
      oni mnie mi ci go są był była było być dla bardzo też jeszcze gdzie kiedy dlaczego który która które ten ta te
      cześć dzięki dziękuję dobry dzień proszę mam masz ma jestem wszystko dobrze teraz
      """
    ),
    (
      "cs",
      """
      a v se na je že to s z do o i jako ale za by tak po co si jsem jsou bylo být jeho která který které pro od nebo
      když už jen jak ještě není mám máte ten ta tento kde proč ahoj děkuji díky dobrý den prosím dobře velmi také mě mi
      tě vás nás
      """
    ),
    (
      "sk",
      """
      a v sa na je že to s z do o aj ako ale za by tak po čo si som sú bolo byť jeho ktorá ktorý ktoré pre od alebo keď už
      len ešte nie je mám máte ten táto kde prečo ahoj ďakujem dobrý deň prosím dobre veľmi tiež mňa ma ťa vás nás
      """
    ),
    (
      "hu",
      """
      a az és hogy nem is ez egy van volt meg csak de ha már mint vagy még azt ki mi én te ő mi ti ők lesz lehet kell ezt
      itt ott most nagyon jó köszönöm szia sziasztok igen szép napot kérem miért hol mikor aki ami után minden sem majd
      vannak nekem
      """
    ),
    (
      "ro",
      """
      și de la în a cu nu pe un o să este că se mai din care pentru ce sunt au fost ca am ai are dar le lui ei el ea noi
      voi prin după fără sau dacă când unde foarte bine mulțumesc salut bună ziua vă rog acum doar tot toate asta acest
      această îmi mi
      """
    ),
    (
      "tr",
      """
      ve bir bu da de için ile çok ne mi mı ben sen o biz siz onlar var yok değil gibi daha ama en kadar sonra olarak olan
      oldu her şey nasıl neden nerede kim merhaba selam teşekkürler teşekkür ederim evet hayır iyi güzel lütfen şimdi bana
      sana benim senin ki ya
      """
    ),
    (
      "id",
      """
      yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih kata
      tahun sudah atau saat oleh menjadi orang ia telah adalah seperti sebagai bahwa dapat para harus namun kita satu
      masih hari hanya kamu aku apa bagaimana terima kasih selamat halo tolong banyak sekali belum jangan gak nggak
      """
    ),
    (
      "vi",
      """
      và của là có không được cho trong một với các người này đã khi những để đến về như tôi bạn anh chị em ở ra thì cũng
      nhưng rất làm từ nào gì ai đâu sao xin chào cảm ơn vâng ạ nhé rồi nếu hay phải
      """
    ),
    (
      "ca",
      """
      el la els les de del un una i és que no en es per amb al com més però jo tu ell ella nosaltres aquest aquesta això
      perquè quan molt sense sobre també fins hi ha on qui tot tots gràcies hola bon dia sí ara aquí fer són està tinc
      """
    ),
    (
      "hr",
      """
      i u je se na da su za od s ne to kao što ali bi sam smo ste će iz koji koja koje ili kad kada gdje zašto već samo još
      nije ima može biti bio bila bilo hvala bok dobar dan molim vrlo jako mi ti vi oni ona on ovo taj ta
      """
    ),
    (
      "tl",
      """
      ang ng sa na mga ay at si ko mo ka ako ikaw siya kami tayo kayo sila hindi oo po opo ba lang din rin naman kung para
      may wala mayroon ito iyan iyon dito salamat kumusta paano bakit kasi pero yung
      """
    ),
  ]
}
