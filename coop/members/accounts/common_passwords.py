"""What anybody would try first: refused as a password (ASVS 5.0 §6.2.4)."""

_STEMS = """
password passwort passw0rd p@ssword p@ssw0rd letmein welcome qwerty qwertz azerty iloveyou
sunshine princess football baseball monkey dragon master superman batman admin administrator
login secret changeme default shadow michael jordan charlie liverpool chelsea arsenal whatever
trustno starwars pokemon computer internet samsung google facebook linkedin conservation coppice
cooperative member
"""

_WHOLE = """
1234567890 0123456789 12345678910 0987654321 123456789a a123456789 1q2w3e4r5t 1qaz2wsx3edc
q1w2e3r4t5 qwertyuiop qwerty12345 qwerty123456 asdfghjkl1 asdfghjklm zxcvbnm123 1qazxsw23edc
passwordpassword password12 password123 password1234 mypassword yourpassword newpassword
adminadmin administrator iloveyou12 iloveyou123 iloveyousomuch ihateyou123 letmeinnow welcome123
welcome1234 football123 baseball123 basketball liverpool1 liverpoolfc manchester chelseafc1
arsenal123 manunited1 sunshine12 sunshine123 princess12 princess123 butterfly1 chocolate1
strawberry elizabeth1 alexander1 alexandria charlotte1 christopher valentina jesuschrist
jesusislord blessed123 superman123 spiderman12 batman1234 starwars123 pokemon123 computer123
internet123 changeme123 qazwsxedcrfv 1234qwerasdf qwer1234asdf abcd123456 abc1234567 abcdef1234
aaaaaaaaaa 1111111111 0000000000 1212121212 1231231231 9876543210 987654321a 147258369a
1357924680 2468013579 correcthorsebatterystaple thisismypassword opensesame treehugger
savetheplanet mothernature biodiversity conservation rainforest
"""

COMMON_STEMS = frozenset(_STEMS.split())
"""Words that people hang digits on; with the digits gone the password is one of these."""

COMMON_PASSWORDS = frozenset(_WHOLE.split())
"""The ten-character-and-longer heads of the published lists, and the sector's own favourites."""
