# M4: the manager's card.
card-title-one = { $name }さんとの1on1
card-title-many = 1on1の準備（{ $count }名）
card-name = { $name }さん
card-no-prep = 話すことはまだ選ばれていません。時間だけ先に決めることもできます。
card-line = { $name }さんからの一言
card-no-time = まだ決まっていません
card-open = { $name }さんの内容を見る
card-rest = ほかに{ $count }名います。「チーム」と送ると、全員分をご覧いただけます。
card-over = { $name }さん：{ $state }
card-fallback-one = { $name }さんとの1on1の準備ができました。
card-fallback-open = { $name }さんとの1on1の日程を決められます。
card-fallback-many = { $count }名との1on1について、お知らせがあります。
