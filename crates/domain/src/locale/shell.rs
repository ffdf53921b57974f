//! Words of the frame around every page.

use super::Text;

pub const APP_NAME: Text = Text::new("Heliu 合流", "Heliu 合流");
pub const SKIP: Text = Text::new("Skip to content", "跳到正文");
pub const NAVIGATION: Text = Text::new("Main navigation", "主导航");
pub const COLLAPSE: Text = Text::new("Collapse", "收起");
pub const BOARD: Text = Text::new("Board", "看板");
pub const LIST: Text = Text::new("List", "列表");
pub const IMPORT: Text = Text::new("Import", "导入");
pub const BIN: Text = Text::new("Bin", "回收站");
pub const SETTINGS: Text = Text::new("Settings", "设置");
pub const SWITCH: Text = Text::new("Switch pipeline or workspace", "切换销售管道或工作区");
pub const PIPELINES: Text = Text::new("Pipelines", "销售管道");
pub const WORKSPACES: Text = Text::new("Workspaces", "工作区");
pub const NO_PIPELINE: Text = Text::new("There is no pipeline yet", "还没有销售管道");
pub const MAKE_PIPELINE: Text = Text::new("Create a pipeline", "新建销售管道");
pub const LIVE: Text = Text::new("Live", "实时");
pub const CONNECTING: Text = Text::new("Connecting…", "连接中…");
pub const OFFLINE: Text = Text::new("Offline", "离线");
pub const OFFLINE_WAITING: Text = Text::new("Offline · {} waiting", "离线 · {} 条待发");
pub const OFFLINE_BANNER: Text =
    Text::new("No connection. What you do is kept in this tab and sent when it returns.", "网络已断开。操作保存在本页，恢复后自动提交。");
pub const ALSO_HERE: Text = Text::new("Also here", "也在看");
pub const THEME: Text = Text::new("Switch between light and dark", "切换深浅色");
pub const SIGNED_IN_AS: Text = Text::new("Signed in as {}", "已登录：{}");
pub const YOUR_MENU: Text = Text::new("You", "个人菜单");
pub const BE_SOMEBODY_ELSE: Text = Text::new("Be somebody else", "切换身份");
pub const PROFILE: Text = Text::new("Your profile", "个人资料");
pub const SIGN_IN: Text = Text::new("Sign in", "登录");
pub const SIGN_OUT: Text = Text::new("Sign out", "退出登录");
pub const SIGNED_OUT_BANNER: Text = Text::new(
    "You are signed out. What you did is kept in this tab and sent when you are back.",
    "您已退出登录。操作保存在本页，重新登录后自动提交。",
);
pub const SAMPLE_DATA: Text =
    Text::new("This is sample data of a made-up company. Start empty with", "这是虚构公司的示例数据。从空白开始：");
pub const MESSAGES: Text = Text::new("Messages", "消息");
pub const CLOSE: Text = Text::new("Close", "关闭");
pub const UNDO: Text = Text::new("Undo", "撤销");
pub const UNDONE: Text = Text::new("Taken back.", "已撤销。");
pub const REDONE: Text = Text::new("Done again.", "已重做。");
pub const OUTDATED: Text =
    Text::new("Heliu was updated on the server. Reload to go on with the new version.", "服务器上的 Heliu 已更新，请刷新页面。");
pub const RELOAD: Text = Text::new("Reload", "刷新");
pub const TROUBLE: Text = Text::new("This page could not be loaded", "页面无法加载");
pub const NOT_FOUND: Text = Text::new("Nothing is here", "这里什么也没有");
pub const NOT_FOUND_HINT: Text = Text::new("The address leads nowhere, or what was here is gone.", "地址有误，或内容已被删除。");
pub const TO_START: Text = Text::new("To the start", "回到首页");
pub const WELCOME: Text = Text::new("Welcome to Heliu", "欢迎使用合流");
pub const WELCOME_LEAD: Text =
    Text::new("Who owns what, and what happens next. Name your workspace to begin.", "谁负责什么，下一步做什么。先为工作区起个名字。");
pub const WORKSPACE_NAME: Text = Text::new("Company or team", "公司或团队");
pub const YOUR_NAME: Text = Text::new("Your name", "您的姓名");
pub const BASE_CURRENCY: Text = Text::new("Currency of totals", "汇总币种");
pub const FOUND: Text = Text::new("Create the workspace", "创建工作区");
pub const SEE_DEMO: Text = Text::new("Look around in sample data first", "先看看示例数据");
pub const SEE_DEMO_HINT: Text = Text::new("Two made-up companies with two quarters of history", "两家虚构公司，两个季度的历史");
