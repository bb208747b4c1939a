# M9 and its drill-down.
digest-title = 1on1 digest for { $month }: { $unit }
digest-whole = the whole company
digest-execution = Execution rate
digest-unconfirmed = Unconfirmed
digest-preparation = Preparation rate
digest-interval = Time since the last 1on1
digest-satisfaction = Satisfaction
digest-high = Satisfaction of 4 or 5
digest-growth = Felt growth
digest-match = Heard as asked
digest-gap = Perception gap (manager's guess − member's rating)
digest-extra = 1on1s besides the monthly ones
digest-topics = Topics
digest-responses = How to be heard
digest-share-of = Share of “{ $name }”
digest-share = { $percent }% ({ $yes } of { $n })
digest-mean = { $mean } (n={ $n })
digest-mean-interval = { $mean } (n={ $n }, 95% CI { $low }–{ $high })
digest-mean-signed = { $mean } (n={ $n }, 95% CI { $low } to { $high })
digest-short = { $value } (n={ $n })
digest-with-change = { $value }; { $change }
digest-change = { $by } on last month
digest-change-steady = { $by } on last month (within chance)
digest-change-none = same as last month
digest-points = { $by } points
digest-times = { $count } held
digest-days = Median { $median } days (half between { $lower } and { $upper }, n={ $n })
digest-no-interval = No pair has held two 1on1s in a row yet
digest-no-data = There were no answers or 1on1s to count
digest-too-few = Fewer than { $k } people answered, so this is not shown
digest-hidden = Not shown, so that nobody's answer can be worked out
digest-not-shown = not shown
digest-none-due = none due
digest-three = What changed since last month
digest-steady = Nothing moved beyond what chance would explain.
digest-unclear = Some figures moved, but no more than chance would explain. See whether next month shows the same.
digest-first = There are no figures for the month before. Comparisons begin next month.
digest-better = • Better: { $what } went from { $before } to { $now }.
digest-worse = • Worth a look: { $what } went from { $before } to { $now }.
digest-changed = • Changed: { $what } went from { $before } to { $now }.
digest-of = { $measure } in { $unit }
digest-one = One thing to do
digest-do-hold = { $held } of { $eligible } monthly 1on1s took place. Help managers to settle times in the first days of the month.
digest-do-hold-where = {" "}{ $unit } is a good place to begin ({ $missing } not held).
digest-do-confirm = Nobody confirmed { $unconfirmed } of the 1on1s. Ask both sides to answer on the day of the talk.
digest-do-prepare = A topic was chosen beforehand in { $prepared } of { $eligible } talks. Tell members how much a topic helps the talk.
digest-do-satisfaction = Satisfaction fell by { $by } since last month. Bring managers together to talk about what changed.
digest-do-growth = Felt growth fell by { $by } since last month. Talk with managers about the next step they see for their members.
digest-do-answer = Members were heard as they asked in { $matched } of { $n } talks. Suggest that managers begin by asking how to listen.
digest-do-ask-higher = Managers guess { $gap } higher than members rate. Suggest ending with “how was today for you?”
digest-do-ask-lower = Managers guess { $gap } lower than members rate. Tell them that their talks do more good than they think.
digest-do-widen = “{ $topic }” was the topic of { $count } of { $n } talks. Remind members that other topics are welcome too.
digest-do-keep-going = Nothing needs attention. Thank everybody who keeps this going.
digest-do-nothing-yet = No 1on1s were due this month.
digest-help = Where help would be welcome
digest-help-department = • { $unit }: { $measure } is { $here }; overall { $whole }.
digest-help-team = • { $team }: finding time for 1on1s, { $share } held
digest-team = { $name }'s team
digest-team-in = { $name }'s team ({ $unit })
digest-more = and { $count } more
digest-departments = Departments
digest-department = Held { $execution }; satisfaction { $satisfaction }
digest-between = Satisfaction differs between departments (standard deviation { $sd }).
digest-more-departments = { $count ->
    [one] There is { $count } more department. Send “digest { $month }” and its name to see it.
   *[other] There are { $count } more departments. Send “digest { $month }” and the name of one to see it.
}
digest-teams = 1on1s held by team
digest-small-teams = Teams with fewer than { $k } members due are not listed.
digest-up = ↑ { $unit }
digest-see = See { $what }
digest-see-lead = See a department's report
digest-see-mine = Open what you can see
digest-alt = Chart of { $unit } up to { $month }: { $figures }.
digest-note = Answers from fewer than { $k } people are not shown. Ratings that a member showed to their manager by name are not part of satisfaction. A mean without an interval rests on few answers; read it with care.
digest-released = {" "}The figures for { $month } were fixed on { $date } and do not change.
digest-picture-title = 1on1 digest for { $month }
digest-picture-unit = { $company }, { $unit }
digest-picture-subtitle = { $unit }. Answers from fewer than { $k } people are not shown.
digest-picture-rates = Execution and preparation (%)
digest-picture-satisfaction = Satisfaction (mean, 1–5)
digest-picture-heat = Topic × how to be heard: mean satisfaction (1–5)
digest-picture-low = low
digest-picture-high = high
digest-picture-hidden = not shown
digest-picture-footer = Execution: monthly 1on1s held / members due. Preparation: a topic chosen before the start / members due. Bands are 95% confidence intervals, n counts members due or answers.
digest-picture-footer-hatched = {" "}Hatched: too few people, or somebody's answer could be worked out.
