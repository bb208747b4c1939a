//! Which header means which column, in Japanese and English.

use super::headers::Column::{self, *};
use super::headers::Level;

/// Headers of one column in the form of [`super::recognise::key`], between spaces. If a file has headers of
/// several tiers, the earliest tier counts and the others are passed over; two of one tier are a mistake.
pub(super) type Tiers = &'static [&'static str];

/// All columns but the lower levels of a department and the accounts, which follow patterns.
pub(super) const SYNONYMS: [(Column, Tiers); 19] = [
    (Number, &[NUMBERS, NUMBER_IDS, "id 番号 number no code"]),
    (Name, &[NAMES, "表示名 ビジネスネーム displayname"]),
    (
        LastName,
        &["姓 苗字 名字 氏名姓 漢字姓 姓漢字 lastname familyname surname"],
    ),
    (FirstName, &["名 氏名名 漢字名 名漢字 firstname givenname"]),
    (Kana, &[KANA]),
    (LastKana, &[LAST_KANA]),
    (FirstKana, &[FIRST_KANA]),
    (Email, &[COMPANY_MAILS, MAILS]),
    (Level(Level::Named(0)), &[DEPARTMENTS]),
    (
        Manager,
        &[
            MANAGER_NUMBERS,
            APPRAISERS,
            "上司 上長 直属上司 直属上長 manager supervisor reportsto",
        ],
    ),
    (
        Employment,
        &[
            "雇用区分 employment employmenttype",
            "雇用形態 雇用契約区分 contracttype",
            "社員区分 従業員区分 職員区分 employeetype",
        ],
    ),
    (
        Joined,
        &[
            JOINED,
            "採用日 採用年月日 雇入日 雇入年月日 雇用開始日 startdate employmentstartdate",
        ],
    ),
    (
        Left,
        &[
            LEFT,
            "離職日 離職年月日 雇用終了日 enddate employmentenddate",
        ],
    ),
    (
        LeaveFrom,
        &[
            "休職開始日 休職開始年月日 leavefrom leavestart leavestartdate",
            "休業開始日 休業開始年月日 absencestart absencestartdate",
        ],
    ),
    (
        LeaveUntil,
        &[
            "休職終了日 休職終了年月日 leaveuntil leaveto leaveend leaveenddate",
            "休業終了日 休業終了年月日 absenceend absenceenddate",
        ],
    ),
    (Head, &[HEADS]),
    (
        Language,
        &["言語 表示言語 使用言語 language lang locale preferredlanguage"],
    ),
    (TimeZone, &["タイムゾーン timezone tz", "時間帯"]),
    (WorkingHours, &["勤務時間 就業時間 workinghours workhours"]),
];

/// Levels of a department by their names. Files write them from the top down, so their order there counts.
pub(super) const LEVELS: [&str; 8] = [
    "本部 本部名 事業本部 事業本部名 統括本部 headquarters",
    "事業部 事業部名 division divisionname businessunit",
    "部門 部門名",
    "部 部名",
    "室 室名",
    "課 課名 section sectionname",
    "係 係名 グループ グループ名 group groupname",
    "チーム チーム名 team teamname",
];

/// What stands before the number of a level, as in 部署1.
pub(super) const LEVEL_PREFIXES: &str = "部署 部署名 部署階層 部署レベル 所属 所属名 所属部署 所属部署名 所属階層 \
    部門 部門名 組織 組織名 組織階層 階層 department departmentname departmentlevel dept deptlevel orglevel level";

/// Platforms whose user ids a file may give, and how headers begin that do.
pub(super) const PLATFORMS: [(&str, &str); 4] = [
    ("web", "web"),
    ("slack", "slack"),
    ("teams", "teams msteams microsoftteams"),
    ("discord", "discord"),
];

/// What follows the platform in such a header.
pub(super) const ACCOUNT_SUFFIXES: &str =
    "userid id memberid accountid ユーザーid ユーザid メンバーid アカウントid アカウント";

/// Remarks at the end of a header that say nothing of its meaning.
pub(super) const REMARKS: &str =
    "必須 任意 required optional 半角英数字 半角英数 半角数字 半角 全角 西暦 yyyymmdd 会社";

const NUMBERS: &str = "社員番号 従業員番号 職員番号 社員コード 従業員コード 職員コード 社員no 従業員no 社員cd \
    スタッフ番号 スタッフコード employeenumber employeeno employeecode staffnumber staffcode";
const NUMBER_IDS: &str = "社員id 従業員id 職員id employeeid empid empno staffid personid";
const NAMES: &str = "氏名 名前 社員名 従業員名 職員名 社員氏名 従業員氏名 職員氏名 氏名漢字 漢字氏名 姓名 \
    name fullname employeename";
const KANA: &str = "フリガナ ふりがな カナ かな ヨミガナ よみがな 読み仮名 氏名カナ カナ氏名 氏名フリガナ \
    氏名ふりがな 氏名かな 氏名ヨミガナ 社員名カナ kana namekana kananame furigana phoneticname";
const LAST_KANA: &str = "姓カナ 姓かな 姓フリガナ 姓ふりがな 姓ヨミガナ 姓よみがな カナ姓 氏名カナ姓 セイ \
    lastnamekana familynamekana lastnamephonetic";
const FIRST_KANA: &str = "名カナ 名かな 名フリガナ 名ふりがな 名ヨミガナ 名よみがな カナ名 氏名カナ名 メイ \
    firstnamekana givennamekana firstnamephonetic";
const COMPANY_MAILS: &str = "会社メールアドレス 社用メールアドレス 業務用メールアドレス 社内メールアドレス \
    会社メール 社用メール companyemail workemail";
const MAILS: &str = "メールアドレス メール eメール eメールアドレス 電子メール 電子メールアドレス \
    email emailaddress mail mailaddress";
const MANAGER_NUMBERS: &str = "上司社員番号 上司従業員番号 上司職員番号 上司番号 上司コード 上司社員コード \
    上司従業員コード 上司id 上司社員id 上長社員番号 上長従業員番号 上長職員番号 上長番号 上長コード 上長社員コード \
    上長従業員コード 上長id 上長社員id 直属上司社員番号 直属上司従業員番号 直属上司番号 直属上長社員番号 \
    直属上長従業員番号 直属上長番号 managerid managernumber managerno managercode manageremployeeid \
    manageremployeenumber manageremployeeno manageremployeecode supervisorid supervisornumber \
    supervisoremployeeid supervisoremployeenumber reportstoid";
const APPRAISERS: &str =
    "評価者社員番号 評価者従業員番号 一次評価者社員番号 一次評価者従業員番号 管理者社員番号";
const JOINED: &str = "入社日 入社年月日 入職日 hiredate hiredon hired joindate joineddate joinedon joined \
    dateofhire dateofjoining";
const LEFT: &str = "退職日 退職年月日 退社日 退社年月日 leavedate leavingdate leftdate lefton left \
    terminationdate resignationdate resigneddate retirementdate dateofleaving lastworkingday";
const HEADS: &str = "部署長 部署長フラグ 部門長 部門長フラグ 所属長 所属長フラグ 組織長 組織長フラグ 部署責任者 \
    head ishead departmenthead isdepartmenthead unithead";
const DEPARTMENTS: &str = "部署 部署名 所属 所属名 所属部署 所属部署名 所属組織 所属組織名 組織 組織名 配属先 \
    部署パス department departmentname departmentpath dept deptname orgunit organization organisation unit";
