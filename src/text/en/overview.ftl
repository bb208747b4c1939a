# Talks, team, notes, items, status.
next-title = Your next 1on1s
next-fallback = These are your next 1on1s.
team-title = Your team's 1on1s in { $month }
team-fallback = This is how your team's 1on1s stand.
team-open = See your 1on1 with { $name }
items-fallback = These are your action items.
notes-title = Notes with { $name } ({ $month })
notes-none = There are no notes yet.
notes-mine = Your note
notes-theirs = A note by { $name }
notes-private = Your private note (you alone can read it)
notes-fallback = These are the notes.
status-title = How the 1on1s stand in { $month }
status-count = { $count ->
    [one] { $count } pair
   *[other] { $count } pairs
}
status-page = Page { $page } of { $pages }
status-next = Next page
status-previous = Previous page
status-pair = { $member } (manager: { $manager })
status-fallback = This is how the 1on1s stand.
home-title = { $name }'s 1on1s
home-next = Next 1on1
home-with = { $time } with { $name }
home-none = None planned
home-prep = Preparation
home-prep-open = not yet
home-count = { $count ->
    [one] { $count } open
   *[other] { $count } open
}
home-close = Close
home-fallback = This is your 1on1 page.
home-unknown = I could not find you on the list yet. Please let HR know.
home-unknown-then = Once you are on the list, this page shows your next 1on1 and your preparation.
