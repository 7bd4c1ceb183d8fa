/** What the chat says in Chinese. */
import type { Texts } from "./en";

export const zh: Texts = {
  title: "在线客服", fresh: "新的对话", signOut: "退出登录", log: "对话", typing: "正在回复",
  photo: "发送照片", type: "输入您的问题", send: "发送", you: "您", bot: "客服", again: "重新发送",
  open: "打开聊天", close: "关闭聊天", menu: "更多", download: "下载这次对话",
  erase: "删除这次对话", eraseSure: "要删除这里的全部对话吗？删除后无法恢复。",
  yes: "删除", no: "保留", erased: "对话已删除。", notErased: "暂时无法删除，请稍后再试。",
  unread: (count) => `${count} 条未读`, copy: "复制", copied: "已复制", voice: "语音输入", listening: "正在聆听……",
  removePhoto: "移除照片", preview: "待发送的照片", progress: "正在发送照片", waits: "等待发送", arrived: "已送达",
  person: (name) => `${name} 正在为您服务`, offlineNow: "您已离线。恢复连接后，您写的内容会自动发送。",
  drop: "把照片拖到这里", buy: "加入购物车", buyOf: "加入购物车：", toPage: "在商店中查看", cart: (total, lines) => `购物车：${total}（${lines} 件）`,
  follow: "打开页面", order: (number) => `订单 ${number}`, total: "合计", done: "已完成", now: "进行中", next: "待进行",
  rate: "评价这次对话", rateHow: "您对这次对话满意吗？",
  offer: "需要我帮您找点什么吗？", notNow: "不用了，谢谢",
  offline: "暂时连接不上店铺，不确定刚才那条有没有收到。可以放心重发，不会重复办理。",
  unknown: "没有等到回复，不确定刚才那条有没有收到。可以放心重发，不会重复办理。",
  busy: (time) => `发送得太快了，将在 ${time} 自动重发。`,
  large: "照片太大，请选择不超过 8 MB 的照片。",
  unreadable: "这个文件不是可以识别的照片。", sentPhoto: "（照片）",
  rating: (stars, count) => `${stars} 星（满分 5 星）${count ? `，${count} 条评价` : ""}`, was: "原价：",
  bar: (stars, count) => `${stars} 星：${count} 条`, sides: (praise, blame) => `${praise} 人满意，${blame} 人不满意`,
  quoted: (stars, language) => `${stars} 星${language ? `，${language}` : ""}`,
  welcome: "您好！想找什么商品？可以用中文或英文提问。", more: "详情", about: "查看详情：",
  products: "商品", comparison: "对比", earlier: "前面的商品", later: "后面的商品",
  forgotten: "已退出登录，本页面不再保留这次对话。",
};
