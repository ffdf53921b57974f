//! Chinese names: people, places, companies, all fictitious.

use heliu_domain::Currency;

use super::{City, Names};

const fn city(name: &'static str, place: &'static str, dial: &'static str) -> City {
    City { name, place, dial, currency: Currency::CNY }
}

/// The names of Chinese customers.
pub const NAMES: Names = Names {
    family: &[
        ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"), ("黄", "huang"), ("赵", "zhao"),
        ("周", "zhou"), ("吴", "wu"), ("徐", "xu"), ("孙", "sun"), ("朱", "zhu"), ("马", "ma"), ("胡", "hu"), ("郭", "guo"),
        ("何", "he"), ("高", "gao"), ("林", "lin"), ("罗", "luo"), ("郑", "zheng"), ("梁", "liang"), ("谢", "xie"), ("宋", "song"),
        ("唐", "tang"), ("许", "xu"), ("韩", "han"), ("冯", "feng"), ("邓", "deng"), ("曹", "cao"), ("彭", "peng"), ("曾", "zeng"),
        ("肖", "xiao"), ("田", "tian"), ("董", "dong"), ("袁", "yuan"), ("潘", "pan"), ("蒋", "jiang"), ("蔡", "cai"), ("余", "yu"),
        ("杜", "du"), ("叶", "ye"), ("程", "cheng"), ("苏", "su"), ("魏", "wei"), ("吕", "lv"), ("丁", "ding"), ("任", "ren"),
    ],
    given: &[
        ("建华", "jh"), ("志刚", "zg"), ("丽萍", "lp"), ("海燕", "hy"), ("国强", "gq"), ("秀兰", "xl"), ("晓东", "xd"), ("文斌", "wb"),
        ("雪梅", "xm"), ("永明", "ym"), ("淑芬", "sf"), ("振国", "zhguo"), ("少华", "sh"), ("美玲", "ml"), ("家豪", "jiahao"), ("德胜", "ds"),
        ("春燕", "cy"), ("立新", "lx"), ("婷婷", "tt"), ("明辉", "mh"), ("玉珍", "yz"), ("学军", "xj"), ("思敏", "sm"), ("伟东", "wd"),
        ("静", "j"), ("磊", "lei"), ("倩", "qian"), ("鹏飞", "pf"), ("佳怡", "jy"), ("浩然", "hr"), ("慧敏", "hm"), ("宏伟", "hw"),
        ("艳红", "yh"), ("俊杰", "jj"), ("雅琴", "yq"), ("勇", "yong"), ("小琳", "xlin"), ("庆丰", "qf"), ("兰芳", "lf"), ("世杰", "sj"),
    ],
    roles: &[
        ("信息中心主任", "主任"), ("采购部经理", "经理"), ("设备部部长", "部长"), ("副总经理", "总"), ("总工程师", "总工"), ("财务总监", "总"),
        ("生产厂长", "厂长"), ("信息化科科长", "科长"), ("质量部经理", "经理"), ("项目经理", "经理"), ("供应链总监", "总"), ("工艺工程师", "工"),
    ],
    stems: &[
        ("澄湖", "chenghu"), ("瑞岭", "ruiling"), ("启衡", "qiheng"), ("明岳", "mingyue"), ("禾润", "herun"), ("锦澜", "jinlan"),
        ("恒溪", "hengxi"), ("云麓", "yunlu"), ("鼎川", "dingchuan"), ("嘉穗", "jiasui"), ("沐棠", "mutang"), ("晟桥", "shengqiao"),
        ("卓岩", "zhuoyan"), ("汇澜", "huilan"), ("祺盛", "qisheng"), ("远汀", "yuanting"), ("柏林湾", "bolinwan"), ("宏屿", "hongyu"),
        ("苍屏", "cangping"), ("泽远", "zeyuan"), ("星渡", "xingdu"), ("广陌", "guangmo"), ("青崧", "qingsong"), ("昊川", "haochuan"),
        ("朗庭", "langting"), ("谷雨", "guyu"), ("砺锋", "lifeng"), ("丰樾", "fengyue"), ("致衡", "zhiheng"), ("安澍", "anshu"),
        ("景岚", "jinglan"), ("信渡", "xindu"), ("百泉", "baiquan"), ("凌霄渡", "lingxiaodu"), ("维岑", "weicen"), ("君杉", "junshan"),
        ("博陇", "bolong"), ("东篱", "dongli"), ("海栖", "haiqi"), ("正垣", "zhengyuan"), ("新棠", "xintang"), ("永湛", "yongzhan"),
        ("金樾", "jinyue"), ("同舟渡", "tongzhoudu"), ("盛汐", "shengxi"), ("乐川", "lechuan"), ("福桐", "futong"), ("智屿", "zhiyu"),
        ("铭松", "mingsong"), ("长岫", "changxiu"), ("辰溪", "chenxi"), ("岱宗岭", "daizongling"), ("元枫", "yuanfeng"), ("通澜", "tonglan"),
        ("和煦", "hexu"), ("石渡", "shidu"), ("润禾田", "runhetian"), ("北屿", "beiyu"), ("南溟", "nanming"), ("西岭雪", "xilingxue"),
        ("万澜", "wanlan"), ("思桥", "siqiao"), ("天枢渡", "tianshudu"), ("若水", "ruoshui"), ("佳木林", "jiamulin"), ("顺坡", "shunpo"),
        ("拓原", "tuoyuan"), ("华屏", "huaping"), ("立岗", "ligang"), ("振岳", "zhenyue"), ("兴峦", "xingluan"), ("诚坞", "chengwu"),
    ],
    cities: &[
        city("苏州", "江苏苏州", "0512-0155 01"), city("无锡", "江苏无锡", "0510-0155 01"), city("宁波", "浙江宁波", "0574-0155 01"),
        city("合肥", "安徽合肥", "0551-0155 01"), city("佛山", "广东佛山", "0757-0155 01"), city("东莞", "广东东莞", "0769-0155 01"),
        city("青岛", "山东青岛", "0532-0155 01"), city("烟台", "山东烟台", "0535-0155 01"), city("长沙", "湖南长沙", "0731-0155 01"),
        city("武汉", "湖北武汉", "027-0155 01"), city("成都", "四川成都", "028-0155 01"), city("重庆", "重庆", "023-0155 01"),
        city("西安", "陕西西安", "029-0155 01"), city("郑州", "河南郑州", "0371-0155 01"), city("南京", "江苏南京", "025-0155 01"),
        city("杭州", "浙江杭州", "0571-0155 01"), city("厦门", "福建厦门", "0592-0155 01"), city("天津", "天津", "022-0155 01"),
        City { name: "新加坡", place: "新加坡", dial: "", currency: Currency::USD },
        City { name: "曼谷", place: "泰国曼谷", dial: "", currency: Currency::USD },
        City { name: "汉堡", place: "德国汉堡", dial: "", currency: Currency::EUR },
    ],
    somebody: "客户",
    company: "{city}{stem}{ending}",
    person: "{family}{given}",
    months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    day: "{month}{day}日",
};
