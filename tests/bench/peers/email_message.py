"""email_message.py PORT COUNT BYTES TEXT HTML [CA]: what a Python user would write: an EmailMessage for each, one
connection. VERP, To, Message-ID, List-Unsubscribe, and the person's lines in text and HTML. With CA: SMTPS."""
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate

port, count = int(sys.argv[1]), int(sys.argv[2])
text, html = open(sys.argv[4], encoding="utf-8").read(), open(sys.argv[5], encoding="utf-8").read()
if len(sys.argv) > 6:
    smtp = smtplib.SMTP_SSL("localhost", port, local_hostname="bench.example",
                            context=ssl.create_default_context(cafile=sys.argv[6]))
else:
    smtp = smtplib.SMTP("127.0.0.1", port, local_hostname="bench.example")
for i in range(count):
    token = "t%030d" % i
    m = EmailMessage()
    m["From"] = "サイバーかわら版 <kawaraban@news.example.org>"
    m["To"] = "p%d@example.net" % i
    m["Subject"] = "サイバーかわら版 第1号"
    m["Date"] = formatdate(localtime=True)
    m["Message-ID"] = "<%s@kawaraban.news.example.org>" % token
    m["List-Id"] = "<kawaraban.news.example.org>"
    m["List-Unsubscribe"] = "<mailto:kawaraban+%s@news.example.org?subject=unsubscribe>" % token
    m["Precedence"] = "list"
    line = "株式会社見本%d 様（合い言葉：すずめ）" % i
    m.set_content(line + "\n" + text + "\n" + token + "\n", cte="base64")
    m.add_alternative(html.replace("</body>", "<p>%s %s</p></body>" % (line, token)), subtype="html", cte="base64")
    smtp.send_message(m, "kawaraban+%s@news.example.org" % token, ["p%d@example.net" % i])
smtp.quit()
