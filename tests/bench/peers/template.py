"""template.py PORT COUNT BYTES TEXT HTML [CA]: the fast way in Python: one finished letter, in which bytes are
replaced for each person; one connection. Its parts are 8bit, since in base64 nothing could be replaced; so they are
made longer until the letter has as many BYTES as the others'. With CA: SMTPS."""
import smtplib
import ssl
import sys

port, count, size = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
text, html = open(sys.argv[4], encoding="utf-8").read(), open(sys.argv[5], encoding="utf-8").read()
head = """From: =?utf-8?B?44K144Kk44OQ44O844GL44KP44KJ54mI?= <kawaraban@news.example.org>
To: @@TO@@
Subject: =?utf-8?B?44K144Kk44OQ44O844GL44KP44KJ54mI?= 1
Date: Thu, 19 Nov 2026 10:00:00 +0900
Message-ID: <@@TOKEN@@@kawaraban.news.example.org>
List-Id: <kawaraban.news.example.org>
List-Unsubscribe: <mailto:kawaraban+@@TOKEN@@@news.example.org?subject=unsubscribe>
Precedence: list
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_kawaraban"

"""
part = "--=_kawaraban\nContent-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n"
plain = part % ("plain", "@@LINE@@\n" + text + "\n@@TOKEN@@\n")
rich = part % ("html", html.replace("</body>", "<p>@@LINE@@ @@TOKEN@@</p>\n@@MORE@@</body>"))
letter = (head + plain + rich + "--=_kawaraban--\n").encode().replace(b"\n", b"\r\n")
filler = "<p>見本の文です。</p>\r\n".encode()
letter = letter.replace(b"@@MORE@@", filler * max(0, (size - len(letter)) // len(filler)))
if len(sys.argv) > 6:
    smtp = smtplib.SMTP_SSL("localhost", port, local_hostname="bench.example",
                            context=ssl.create_default_context(cafile=sys.argv[6]))
else:
    smtp = smtplib.SMTP("127.0.0.1", port, local_hostname="bench.example")
for i in range(count):
    token, to = b"t%030d" % i, "p%d@example.net" % i
    line = ("株式会社見本%d 様（合い言葉：すずめ）" % i).encode()
    mine = letter.replace(b"@@TO@@", to.encode()).replace(b"@@TOKEN@@", token).replace(b"@@LINE@@", line)
    smtp.sendmail("kawaraban+%s@news.example.org" % token.decode(), [to], mine, ["BODY=8BITMIME"])
smtp.quit()
