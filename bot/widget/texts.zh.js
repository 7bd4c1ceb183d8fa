/* What the chat page says in Chinese. */
export default {
  title: "在线客服", fresh: "新的对话", signOut: "退出登录", log: "对话", typing: "正在回复",
  photo: "发送照片", type: "输入您的问题", send: "发送", you: "您", bot: "客服", again: "重新发送",
  offline: "暂时连接不上店铺，不确定刚才那条有没有收到。可以放心重发，不会重复办理。",
  unknown: "没有等到回复，不确定刚才那条有没有收到。可以放心重发，不会重复办理。",
  busy: (time) => `发送得太快了，请在 ${time} 之后重发。`,
  large: "照片太大，请选择不超过 8 MB 的照片。",
  unreadable: "这个文件不是可以识别的照片。", sentPhoto: "（照片）",
  rating: (stars, count) => `${stars} 星（满分 5 星）${count ? `，${count} 条评价` : ""}`, was: "原价：",
  bar: (stars, count) => `${stars} 星：${count} 条`, sides: (praise, blame) => `${praise} 人满意，${blame} 人不满意`,
  quoted: (stars, language) => `${stars} 星${language ? `，${language}` : ""}`,
  welcome: "您好！想找什么商品？可以用中文或英文提问。", more: "详情", about: "查看详情：",
  products: "商品", comparison: "对比", earlier: "前面的商品", later: "后面的商品",
  forgotten: "已退出登录，本页面不再保留这次对话。",
};
