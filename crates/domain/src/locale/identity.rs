//! Words of sign-in, invitations, the profile, and the first start.

use super::Text;

pub const SIGN_IN: Text = Text::new("Sign in", "登录");
pub const SIGN_IN_TO: Text = Text::new("Sign in to {}", "登录 {}");
pub const SIGN_IN_WITH: Text = Text::new("Sign in with {}", "使用 {} 登录");
pub const SIGN_OUT: Text = Text::new("Sign out", "退出登录");
pub const EMAIL: Text = Text::new("E-mail address", "邮箱");
pub const PASSWORD: Text = Text::new("Password", "密码");
pub const PASSWORD_HINT: Text =
    Text::new("10 to 200 characters; several words are good and easy to keep in mind", "10 到 200 个字符，几个词连用便于记忆");
pub const FORGOT: Text = Text::new("Forgot your password?", "忘记密码？");
pub const FORGOT_TITLE: Text = Text::new("Choose a new password", "重置密码");
pub const FORGOT_LEAD: Text = Text::new(
    "We send a link to your address. It can be used once, for an hour.",
    "我们会向您的邮箱发送链接，一小时内有效，仅可使用一次。",
);
pub const FORGOT_WITHOUT_MAIL: Text = Text::new(
    "This server sends no e-mail. Ask an administrator of your workspace for a link.",
    "本服务器未配置邮件。请联系工作区管理员获取链接。",
);
pub const SEND_LINK: Text = Text::new("Send the link", "发送链接");
pub const LINK_SENT: Text =
    Text::new("If somebody signs in with this address, a link is on its way to it.", "如果该邮箱已注册，链接已发出，请查收。");
pub const BACK_TO_SIGN_IN: Text = Text::new("Back to sign-in", "返回登录");
pub const CODE: Text = Text::new("Code", "验证码");
pub const CODE_TITLE: Text = Text::new("Second factor", "二次验证");
pub const CODE_LEAD: Text =
    Text::new("Enter the six digits that your app shows, or one of your recovery codes.", "请输入验证器显示的六位数字，或一个恢复码。");
pub const CONTINUE: Text = Text::new("Continue", "继续");
pub const SAMPLE_TITLE: Text = Text::new("Who would you like to be?", "以谁的身份进入？");
pub const SAMPLE_LEAD: Text = Text::new(
    "{} is a made-up company with sample data. Sign in as anybody, without a password.",
    "{}是虚构公司，数据均为示例。选择任意人员即可登录，无需密码。",
);
pub const OTHER_SAMPLES: Text = Text::new("Other sample companies", "其他示例公司");
pub const JOIN_TITLE: Text = Text::new("Welcome, {}", "{}，欢迎");
pub const JOIN_LEAD: Text = Text::new("You sign in to {} with {}. Choose a password to begin.", "您将以 {1} 登录 {0}。请设置密码。");
pub const RESET_LEAD: Text =
    Text::new("Choose a new password for {1} in {0}. All your devices are signed out.", "为 {0} 的 {1} 设置新密码。所有设备将退出登录。");
pub const CHOOSE_PASSWORD: Text = Text::new("Set the password", "设置密码");
pub const EXPIRED_TITLE: Text = Text::new("This link no longer works", "链接已失效");
pub const PASSWORD_SAVED: Text = Text::new("The password is set. Sign in with it.", "密码已设置，请登录。");
pub const SIGNED_OUT: Text = Text::new("You are signed out.", "您已退出登录。");
pub const SHORT_NAME: Text = Text::new("Short name of your workspace", "工作区短名称");
pub const SHORT_NAME_HINT: Text = Text::new("The part behind /w/ in its address", "网址中 /w/ 之后的部分");
pub const WHERE_TO: Text = Text::new("Which workspace?", "进入哪个工作区？");
pub const SETUP_TOKEN: Text = Text::new("Setup token", "安装口令");
pub const SETUP_TOKEN_HINT: Text = Text::new("The server printed it when it started", "服务器启动时已在控制台显示");
pub const PROFILE: Text = Text::new("Your profile", "个人资料");
pub const BACK: Text = Text::new("Back to the workspace", "返回工作区");
pub const LANGUAGE: Text = Text::new("Language", "语言");
pub const YOUR_NAME: Text = Text::new("Name", "姓名");
pub const ZONE: Text = Text::new("Time zone", "时区");
pub const BROWSERS_ZONE: Text = Text::new("That of the browser", "跟随浏览器");
pub const PICTURE_OF_YOU: Text = Text::new("Picture", "头像");
pub const PICTURE_HINT: Text =
    Text::new("PNG, JPEG or WebP, at most 2 MB; the middle of it is shown.", "PNG、JPEG 或 WebP，不超过 2 MB，显示图片中央部分。");
pub const PICTURE_FILE: Text = Text::new("Picture file", "图片文件");
pub const UPLOAD: Text = Text::new("Upload", "上传");
pub const REMOVE_PICTURE: Text = Text::new("Remove the picture", "移除头像");
pub const SAVE: Text = Text::new("Save", "保存");
pub const SAVED: Text = Text::new("Saved.", "已保存。");
pub const CHANGE_PASSWORD: Text = Text::new("Change password", "修改密码");
pub const CURRENT_PASSWORD: Text = Text::new("Present password", "当前密码");
pub const NEW_PASSWORD: Text = Text::new("New password", "新密码");
pub const PASSWORD_CHANGED: Text = Text::new("The password is changed. Other devices are signed out.", "密码已修改，其他设备已退出登录。");
pub const SECOND_FACTOR: Text = Text::new("Second factor", "二次验证");
pub const SECOND_FACTOR_LEAD: Text =
    Text::new("With an app that shows codes, a stolen password alone is of no use.", "启用验证器后，仅凭密码无法登录。");
pub const SECOND_FACTOR_ON: Text = Text::new("On: signing in asks for a code.", "已启用：登录时需要验证码。");
pub const SECOND_FACTOR_OFF: Text = Text::new("Turn the second factor off", "关闭二次验证");
pub const TURN_ON: Text = Text::new("Set up", "开始设置");
pub const TURN_OFF: Text = Text::new("Turn off", "关闭");
pub const SCAN: Text = Text::new(
    "Scan the picture with your app, or type in the key, then enter the code that it shows.",
    "用验证器扫描二维码或输入密钥，然后填写其显示的验证码。",
);
pub const PICTURE: Text = Text::new("The key as a picture", "密钥二维码");
pub const KEY: Text = Text::new("Key", "密钥");
pub const CONFIRM: Text = Text::new("Turn on", "启用");
pub const RECOVERY_CODES: Text = Text::new("Recovery codes", "恢复码");
pub const RECOVERY_LEAD: Text = Text::new(
    "Keep them in a safe place: each lets you in once without the app. They are not shown again.",
    "请妥善保存。没有验证器时，每个恢复码可登录一次。此后不再显示。",
);
pub const SESSIONS: Text = Text::new("Signed in on", "登录设备");
pub const THIS_DEVICE: Text = Text::new("This device", "本设备");
pub const UNKNOWN_DEVICE: Text = Text::new("Unknown device", "未知设备");
pub const LAST_SEEN: Text = Text::new("last used {} from {}", "最近使用：{}，来自 {}");
pub const END_SESSION: Text = Text::new("Sign out", "退出");
pub const END_SESSION_OF: Text = Text::new("Sign out {}", "退出 {}");
pub const END_OTHERS: Text = Text::new("Sign out everywhere else", "退出其他所有设备");
pub const NO_SESSIONS: Text = Text::new("Nowhere at present.", "目前未在任何设备登录。");
pub const SESSIONS_ENDED: Text = Text::new("Signed out there.", "已退出。");
pub const ACCESS_OF: Text = Text::new("Sign-in of {}", "{}的登录");
pub const ACCESS: Text = Text::new("Sign-in", "登录设置");
pub const NOT_INVITED: Text = Text::new("Cannot sign in yet.", "尚不能登录。");
pub const INVITED_UNTIL: Text = Text::new("Invited as {}. The link can be used until {}.", "已邀请 {}，链接有效期至 {}。");
pub const CAN_SIGN_IN: Text = Text::new("Signs in as {}.", "以 {} 登录。");
pub const INVITE: Text = Text::new("Invite", "邀请");
pub const INVITE_AGAIN: Text = Text::new("Invite again", "重新邀请");
pub const REVOKE: Text = Text::new("Take the invitation back", "撤回邀请");
pub const RESET_LINK: Text = Text::new("Make a link for a new password", "生成重置密码链接");
pub const END_ALL: Text = Text::new("Sign out everywhere", "退出所有设备");
pub const LINK_TITLE: Text = Text::new("Pass on this link", "请转发此链接");
pub const LINK_LEAD: Text = Text::new("It can be used once, until {}. It is not shown again.", "仅可使用一次，有效期至 {}。此后不再显示。");
pub const LINK_MAILED: Text = Text::new("The link was sent to {}.", "链接已发送至 {}。");
pub const INACTIVE_PERSON: Text = Text::new("Not active: reactivate the person in the settings first.", "该人员已停用，请先在设置中恢复。");
pub const RECORD: Text = Text::new("What happened", "登录记录");
pub const NO_RECORD: Text = Text::new("Nothing yet.", "暂无记录。");
pub const MAIL_INVITATION: Text = Text::new("Invitation to {}", "{} 邀请您加入");
pub const MAIL_INVITATION_BODY: Text = Text::new(
    "{} invites you to {} on Heliu.\n\nChoose a password here:\n{}\n\nThe link can be used once, for seven days.\n",
    "{} 邀请您加入 {}（合流）。\n\n请在此设置密码：\n{}\n\n链接七天内有效，仅可使用一次。\n",
);
pub const MAIL_RESET: Text = Text::new("New password for {}", "重置 {} 的密码");
pub const MAIL_RESET_BODY: Text = Text::new(
    "Somebody, perhaps you, asked for a new password for {}.\n\nChoose it here:\n{}\n\nThe link can be used once, for an hour. If it was not you, do nothing.\n",
    "有人（可能是您）请求重置 {} 的密码。\n\n请在此设置：\n{}\n\n链接一小时内有效，仅可使用一次。如非本人操作，请忽略。\n",
);

/// What is recorded of signing in, by the word under which it is stored.
pub fn event(word: &str) -> Text {
    match word {
        "signed_in" => Text::new("Signed in", "登录"),
        "failed" => Text::new("Wrong password or code", "密码或验证码错误"),
        "signed_out" => Text::new("Signed out", "退出登录"),
        "sessions_ended" => Text::new("Devices signed out", "设备被退出"),
        "invited" => Text::new("Invited", "受邀"),
        "invitation_revoked" => Text::new("Invitation taken back", "邀请被撤回"),
        "reset_asked" => Text::new("Link for a new password made", "生成重置密码链接"),
        "password_changed" => Text::new("Password set", "设置密码"),
        "linked" => Text::new("Recognised at the identity provider", "已关联身份提供方"),
        "refused" => Text::new("Refused", "被拒绝"),
        "second_factor_on" => Text::new("Second factor turned on", "启用二次验证"),
        _ => Text::new("Second factor turned off", "关闭二次验证"),
    }
}
