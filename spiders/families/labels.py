"""Labels of boxes below and beside an article that many sites have in common."""

BELOW_ARTICLE = (
    "Các tin khác", "Các bài khác", "Các bài viết khác", "Các tin đã đưa", "Tin cùng chuyên mục",
    "Bài cùng chuyên mục", "Cùng chuyên mục", "Ý kiến bạn đọc", "Bình luận", "Gửi bình luận", "Gửi ý kiến",
)  # fmt: skip
BESIDE_ARTICLE = (
    "Tin mới", "Tin mới nhất", "Tin nổi bật", "Tin đọc nhiều", "Đọc nhiều", "Xem nhiều", "Tin xem nhiều",
    "Liên kết website", "Thống kê truy cập", "Thông báo", "Thời tiết", "Thăm dò ý kiến",
)  # fmt: skip
