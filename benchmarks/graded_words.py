"""Words for the graded set: values of slots and parts of sentences, all invented."""

from __future__ import annotations


def _list(words: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in words.split("|"))


_FAMILIES = _list("""
    Nguyễn | Trần | Lê | Phạm | Hoàng | Phan | Vũ | Đặng | Bùi | Đỗ | Hồ | Ngô | Dương | Lý | Đinh | Mai
""")
_MIDDLES = _list("""
    Văn | Thị | Hữu | Đức | Minh | Xuân | Quang | Ngọc | Thanh | Công | Hải | Bá | Kim | Tuấn
""")
_GIVENS = _list("""
    An | Bình | Cường | Dũng | Giang | Hà | Hạnh | Hiếu | Hòa | Hùng | Huy | Khánh | Lan | Linh | Long |
    Mai | Nam | Nga | Phong | Phúc | Quân | Quý | Sơn | Tâm | Thái | Thảo | Thủy | Toàn | Trang | Tùng |
    Vinh | Yến
""")

_PEOPLE = tuple(
    f"{_FAMILIES[7 * n % 16]} {_MIDDLES[(5 * n + n // 16) % 14]} {_GIVENS[(11 * n + n // 32) % 32]}"
    for n in range(160)
)

SLOTS: dict[str, tuple[str, ...]] = {
    "PERSON": _PEOPLE,
    "PROVINCE": _list("""
        Quảng Bình | Hà Nam | Lào Cai | Nghệ An | Cà Mau | Bến Tre | Đắk Lắk | Gia Lai | Hải Dương | Hưng
        Yên | Kiên Giang | Lạng Sơn | Long An | Nam Định | Ninh Thuận | Phú Yên | Quảng Ngãi | Sơn La | Tây
        Ninh | Thái Bình | Tiền Giang | Trà Vinh | Tuyên Quang | Vĩnh Long | Yên Bái | Bắc Giang | Bạc Liêu
        | Cao Bằng | Điện Biên | Hậu Giang
    """),
    "PLACE": _list("""
        Thạch Bàn | An Lộc | Đông Hưng | Phú Mỹ | Tân Thành | Bình Sơn | Hòa Lạc | Kỳ Phú | Long Điền | Mỹ
        Thủy | Ngọc Lâm | Phước Hải | Quỳnh Lưu | Sơn Tịnh | Tam Điệp | Thanh Khê | Vạn Ninh | Xuân Hòa |
        Yên Mô | Cẩm Giàng | Diễn Châu | Gò Dầu | Hương Thủy | Krông Bông | Lệ Ninh | Mường Khương | Nậm Pồ
        | Ô Môn | Phong Điền | Quế Võ | Sa Thầy | Trảng Bom | U Minh | Văn Quan | Đầm Hà | Ba Chẽ | Cần
        Giuộc | Đức Phổ | Hàm Tân | Kim Bôi
    """),
    "BODY": _list("""
        Đảng ủy Khối Doanh nghiệp {PROVINCE} | Ban Thường vụ Huyện ủy {PLACE} | Đảng bộ xã {PLACE} | Chi bộ
        thôn {PLACE} | Hội Nông dân huyện {PLACE} | Đoàn Thanh niên phường {PLACE} | Ủy ban Mặt trận Tổ quốc
        thị xã {PLACE} | Ban Tuyên giáo Tỉnh ủy {PROVINCE} | Trung tâm Chính trị huyện {PLACE} | Đảng bộ
        Trường Cao đẳng {PROVINCE} | Ủy ban Kiểm tra Thành ủy {PROVINCE} | Hội Cựu chiến binh phường {PLACE}
        | Công đoàn Viên chức tỉnh {PROVINCE} | Đảng ủy Sở Xây dựng {PROVINCE} | Ban Chỉ huy Quân sự huyện
        {PLACE} | Hội Liên hiệp Phụ nữ xã {PLACE}
    """),
    "TOPIC": _list("""
        chuyển đổi số | cải cách hành chính | nông thôn mới | giảm nghèo bền vững | phòng cháy rừng | học
        tập và làm theo Bác | dân vận khéo | kiểm tra, giám sát | bảo hiểm y tế toàn dân | rừng gỗ lớn |
        phòng, chống thiên tai | vệ sinh môi trường | khuyến học, khuyến tài | an toàn giao thông | quy
        hoạch cán bộ trẻ | phát triển đảng viên | đối thoại với nhân dân | văn hóa công sở | hòa giải ở cơ
        sở | nuôi tôm công nghệ cao | lúa hữu cơ | du lịch cộng đồng | dạy nghề cho thanh niên | hiến máu
        tình nguyện
    """),
    "THING": _list("""
        đội ngũ bí thư chi bộ | hồ sơ một cửa | tuyến đường hoa dài {9} ki-lô-mét | quỹ tiết kiệm | mô hình
        tổ tự quản | lịch tiếp dân | vườn ươm {999} cây giống | thư viện nhỏ | chất lượng buổi sinh hoạt |
        {99} phần việc đăng ký | công trình nước sạch cho {999} hộ | nếp sống văn minh | phong trào {TOPIC}
        | chuyên đề {TOPIC} | câu lạc bộ đọc sách | bảng tin điện tử | lớp học xóa mù | trạm bơm số {9} | sổ
        tay đảng viên | kho tư liệu ảnh | tủ thuốc dùng chung | cánh đồng mẫu rộng {99} ha | nhà văn hóa
        thôn | đường điện chiếu sáng | khu nhà trọ thợ mỏ | mặt bằng tái định cư | chợ phiên cuối tuần | bến
        đò ngang | hệ thống camera | nguồn vốn {99} tỷ đồng
    """),
    "OF": _list("""
        của phụ nữ {PLACE} | ở {9} thôn vùng cao | dành cho công nhân ca đêm | do cựu chiến binh khởi xướng
        | trên địa bàn giáp ranh | từ nguồn xã hội hóa | theo chuyên đề hằng quý | của tuổi trẻ {PROVINCE} |
        tại các khu dân cư mới | trong khối trường học | giữa hai xã kết nghĩa | nơi bà con Mông, Dao sinh
        sống | thuộc dự án hồ thủy lợi | ven đường quốc lộ | cùng ngành ngân hàng | sau sáp nhập đơn vị |
        bên bờ sông Gianh | còn dang dở từ nhiệm kỳ cũ | đã xuống cấp nhiều năm | mang tên người anh hùng |
        cho học sinh bán trú | phía sau nhà máy đường | giao cho trung đội dân quân | được dân bàn, dân kiểm
        tra
    """),
    "HOW": _list("""
        theo hướng gọn, rõ, dễ kiểm tra | với tinh thần nói ít làm nhiều | bằng cách bám sát từng gia đình |
        dựa trên số liệu của tổ công tác | không chờ văn bản cấp trên | kết hợp loa truyền thanh | có già
        làng, trưởng bản góp mặt | cùng bộ đội biên phòng | qua nhiều vòng thảo luận thẳng thắn | trong
        khuôn khổ ngân sách | nhờ con em xa quê góp tiền | rút gọn còn {9} bước | giao khoán tới từng người
        | lấy kết quả làm thước đo | đúng như lời hứa với cử tri | thay vì họp hành triền miên | mỗi tuần
        một việc tốt | trực tiếp cầm tay chỉ việc | phân vai rõ ràng | mở sổ ghi chép hằng ngày
    """),
    "WHEN": _list("""
        trước mùa mưa bão | ngay đầu quý | giữa lúc nông nhàn | suốt {9} tháng liền | sau chuyến học hỏi ở
        {PROVINCE} | từ khi có bí thư mới | dịp kỷ niệm ngày thành lập | kể từ {DATE} | khi lúa vừa trổ bông
        | vào mỗi sáng thứ hai | trong ba năm dịch bệnh | đến hết năm học | lúc nước sông dâng cao | chậm
        nhất cuối tuần này | sau ngày toàn dân ra đồng | ở thời điểm khó khăn nhất | ngay trong đêm | trước
        thềm đại hội | suốt mùa khô | khi dự án khởi công
    """),
}

EVENTS = _list("""
    Sáng {DATE}, tại {PLACE}, {BODY} mở hội nghị về {TOPIC} | Ngày {DATE}, hơn {99} cán bộ về {PLACE} khảo
    sát {THING} | Trong {9} ngày tập huấn ở {PLACE}, {999} học viên nghe nói về {TOPIC} | Chiều {DATE},
    đoàn công tác của {PERSON} đến {PLACE} | Tại buổi gặp mặt ở {PROVINCE}, các lão thành cách mạng nhắc
    lại {THING} {OF} | Nhân dịp đầu xuân, {BODY} trao {99} suất quà ở {PLACE} | Kết thúc đợt sinh hoạt,
    {99} chi bộ nộp bản đăng ký | Giữa vụ mùa bận rộn, bà con {PLACE} vẫn bàn chuyện {TOPIC} | Sau {9}
    tháng làm thử, {THING} {OF} đã bén rễ | Hội thi tìm hiểu {TOPIC} vừa khép lại ở {PROVINCE} | Chuyện
    {THING} ở {PLACE} bắt đầu từ một buổi tối | Ít ai nghĩ {THING} {OF} lại thành chuyện lớn | Đơn kiến
    nghị của {99} hộ dân {PLACE} đã có hồi âm
""")
VERBS = _list("""
    phân công ủy viên phụ trách | công khai | lập tổ theo dõi | rà soát | ký giao ước về | chọn cách làm
    mới cho | gỡ khó cho | đưa vào nghị quyết tháng | lấy ý kiến dân về | gắn người đứng đầu với | dành
    {99} triệu đồng cho | vận động doanh nghiệp góp sức vào | biểu dương {9} điển hình từ | kiểm điểm việc
    chậm trễ trong | nhân rộng | mở {9} lớp bồi dưỡng về | tuyên truyền trong trường học về | chấm điểm
    hằng tuần | mời chuyên gia tư vấn | chấn chỉnh | sửa chữa | khánh thành | bàn giao | nghiệm thu | số
    hóa | bảo vệ | khôi phục | đầu tư thêm cho | giám sát | kể câu chuyện về
""")
RESULTS = _list("""
    nhờ vậy số việc trễ hạn giảm {99}% | thu nhập bình quân đạt {99} triệu đồng | {999} lượt người được
    hướng dẫn | người dân gửi về {99} góp ý | {9} chi bộ yếu kém đã vươn lên | không còn cảnh đi lại nhiều
    lần | tiết kiệm {99} triệu đồng tiền điện | hơn {99} ha đất hoang được phủ xanh | {9} đảng viên trẻ
    được kết nạp | bộ mặt thôn xóm đổi thay | tỷ lệ hài lòng lên tới {99}% | nhiều nơi về {PLACE} xem |
    cán bộ sát dân hơn | tai nạn giảm {9} vụ | vụ lúa vừa rồi bội thu | trẻ em có chỗ vui chơi | {PERSON}
    được bà con quý mến | tiếng máy xay lại rộn ràng | khiếu kiện kéo dài chấm dứt | con số ấy vượt {99}%
    kế hoạch
""")
CLOSINGS = _list("""
    đề nghị sớm hoàn thành | đánh giá cao cách làm của {PLACE} với | lưu ý cấp ủy không lơ là | kể lại
    những ngày đầu gây dựng | yêu cầu báo cáo trước ngày {DATE} về | chia sẻ kinh nghiệm | cảm ơn nhân dân
    {PLACE} đã giữ gìn | nêu {9} câu hỏi về | nhấn mạnh việc nêu gương khi làm | trăn trở mãi về | tin
    tưởng {PLACE} sẽ nhân rộng | phê bình cách làm hình thức đối với
""")
STOCK = _list("""
    Hội nghị đã nghe nhiều tham luận, trao đổi kinh nghiệm hay, cách làm sáng tạo của các tổ chức cơ sở
    đảng. | Việc đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh tiếp tục đi vào
    chiều sâu. | Thực hiện Chỉ thị số 05-CT/TW của Bộ Chính trị, cán bộ, đảng viên đã có nhiều chuyển biến
    về nhận thức và hành động. | Cấp ủy các cấp cần nâng cao năng lực lãnh đạo, sức chiến đấu của tổ chức
    đảng và chất lượng đội ngũ đảng viên. | Công tác kiểm tra, giám sát được thực hiện thường xuyên, đúng
    nguyên tắc và quy trình. | Các đại biểu thống nhất cao với báo cáo và phương hướng, nhiệm vụ trọng tâm
    trong thời gian tới. | Nhân dịp này, nhiều tập thể và cá nhân có thành tích xuất sắc đã được tặng giấy
    khen.
""")
