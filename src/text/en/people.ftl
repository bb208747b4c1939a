# Whom the programme cannot reach, for those who run it.
people-title = Where roster and accounts differ
people-none = Roster and accounts agree.
people-no-account = People without an account
people-no-line = Accounts that are not on the roster
people-twice = Second accounts of one person
people-persons = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
people-accounts = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
people-no-mail = no mail address on the roster
people-mail-hidden = shows no mail address
people-second = second account: { $account }
people-no-account-do = Nothing reaches these people yet. Please check that the roster has the mail address they use in the chat. Whoever has not joined the chat is connected as soon as they do.
people-no-line-do = If somebody here should take part, add them to the roster with the same mail address. Otherwise nothing needs to be done.
people-twice-do = Messages go to the account that was connected first. Please ask those who run the chat to close the one that is not used.
people-looked = The accounts were read on { $date }.
people-not-looked = The accounts could not be read yet. If this does not change, please tell those who run Kiku.
people-fallback = This is where roster and accounts differ.
unreachable-title = People who are not getting messages
unreachable-none = Messages reach everybody.
unreachable-count = { $count ->
    [one] { $count } person is not getting messages.
   *[other] { $count } people are not getting messages.
}
unreachable-since = { $count ->
    [one] { $count } message since { $date }
   *[other] { $count } messages since { $date }
}
unreachable-no-account = no account was found
unreachable-not-reached = cannot receive messages in the chat
unreachable-no-answer = the chat did not answer
unreachable-refused = the chat did not accept the message
unreachable-no-account-do = No account: send “people” to see why. As soon as they are connected, they get what is still useful.
unreachable-not-reached-do = Cannot receive messages: the account is closed, or messages from Kiku are blocked there. Please ask them, or those who run the chat.
unreachable-no-answer-do = No answer: Kiku kept trying for a while without success. If several people are affected, please tell those who run Kiku.
unreachable-refused-do = Not accepted: this may be a fault in Kiku. Please tell those who run it.
unreachable-fallback = These are the people who are not getting messages.
long-title = The first messages for { $month } take more than one day
long-text = Many people take part, and the chat limits how many messages can be sent at once. They go out one after another within working hours.
long-done = Done by
long-about = about { $time }
long-messages = Messages
long-count = { $count }
long-rate = Speed
long-per-minute = up to { $count } a minute
long-nothing-to-do = Nothing needs to be done. Whoever has no message yet can begin by sending “prep”.
unreachable-channel = channel { $name }
unreachable-channel-do = Channels: please check that Kiku is a member of the channel and that its name is still the same.
