# M0, the first message ever.
welcome-title = はじめまして、Kikuです
welcome-what = 月に一度、上司とメンバーが話す時間（1on1）の準備と日程調整をお手伝いします。
welcome-agenda = 何を話し、どう聞いてもらうかは、メンバーが決めます。2回押すだけで答えられます。あとから何度でも変えられます。
welcome-pair = { $kinds }を読めるのは、話す二人だけです。
welcome-shared = { $kinds }は、あなたが見せると決めたときだけ相手に届きます。
welcome-own = { $kinds }を読めるのは、書いた本人だけです。
welcome-quiet = お知らせは勤務時間内に、必要なときだけお送りします。
welcome-language = 表示言語
welcome-fallback = はじめまして、Kikuです。1on1の準備と日程調整をお手伝いします。
