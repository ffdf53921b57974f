//! Words that every room uses.

use super::Text;
use crate::directory::{Access, Department};

pub const SAVE: Text = Text::new("Save", "保存");
pub const CANCEL: Text = Text::new("Cancel", "取消");
pub const DELETE: Text = Text::new("Delete", "删除");
pub const EDIT: Text = Text::new("Edit", "编辑");
pub const ADD: Text = Text::new("Add", "添加");
pub const NONE: Text = Text::new("None", "无");
pub const LOADING: Text = Text::new("Loading…", "正在加载……");
pub const MORE: Text = Text::new("More", "更多");
pub const YES: Text = Text::new("Yes", "是");
pub const NO: Text = Text::new("No", "否");

/// The name of what a person may do.
pub fn access(access: Access) -> Text {
    match access {
        Access::Administrator => Text::new("Administrator", "管理员"),
        Access::Lead => Text::new("Department lead", "部门负责人"),
        Access::Member => Text::new("Member", "成员"),
        Access::Viewer => Text::new("Viewer", "只读"),
    }
}

/// The name of a department.
pub fn department(department: Department) -> Text {
    match department {
        Department::Sales => Text::new("Sales", "销售"),
        Department::Marketing => Text::new("Marketing", "市场"),
        Department::Service => Text::new("Customer service", "客户服务"),
        Department::Product => Text::new("Product", "产品"),
        Department::Management => Text::new("Management", "管理层"),
    }
}
