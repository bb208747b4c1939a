# M0, the first message ever.
welcome-title = Hello, this is Kiku
welcome-what = Once a month, a manager and a member take time to talk: a 1on1. I help you prepare and find the time.
welcome-agenda = The member decides what to talk about and how to be heard. It takes two taps, and every answer can be changed.
welcome-pair = Only the two who talk can read { $kinds }.
welcome-shared = The other side sees { $kinds } only if you share them.
welcome-own = Nobody but the author can read { $kinds }.
welcome-quiet = I write during your working hours only, and only when there is a reason.
welcome-language = Language
welcome-fallback = Hello, this is Kiku. I help you prepare your 1on1s and find the time.
