"""email_message.py PORT COUNT TEXT HTML: what a Python user would write: an EmailMessage for each, one connection.
VERP, To, Message-ID, List-Unsubscribe, and the person's line in text and HTML."""
import smtplib
import sys
from email.message import EmailMessage
from email.utils import formatdate

port, count = int(sys.argv[1]), int(sys.argv[2])
text, html = open(sys.argv[3], encoding="utf-8").read(), open(sys.argv[4], encoding="utf-8").read()
smtp = smtplib.SMTP("127.0.0.1", port, local_hostname="bench.example")
for i in range(count):
    token = "t%016d" % i
    m = EmailMessage()
    m["From"] = "サイバーかわら版 <kawaraban@news.example.org>"
    m["To"] = "p%d@example.net" % i
    m["Subject"] = "今日中に確認：見本の製品の弱点"
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
