# M4: the manager's card.
card-title-one = Your 1on1 with { $name }
card-title-many = Your 1on1s ({ $count } members)
card-name = { $name }
card-no-prep = No topic chosen yet. You can agree on a time first.
card-line = A line from { $name }
card-no-time = No time agreed yet
card-open = See your 1on1 with { $name }
card-rest = { $count ->
    [one] There is { $count } more. Send “team” to see everyone.
   *[other] There are { $count } more. Send “team” to see everyone.
}
card-over = { $name }: { $state }
card-fallback-one = { $name } has prepared for your 1on1.
card-fallback-open = You can agree on a time for your 1on1 with { $name }.
card-fallback-many = News about your 1on1s with { $count } members.
