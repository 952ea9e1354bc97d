"""Report forms: filled in for another place or day, they are not copies of each other."""

from __future__ import annotations


def _as_lines(forms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        "\n\n".join(" ".join(paragraph.split()) for paragraph in form.split("\n\n")) for form in forms
    )


# One paragraph a line; white space within it does not matter. benchmarks/graded.py describes the slots.
FORMS = _as_lines(
    (
        """
        Trung tâm Khí tượng thủy văn cho biết, ngày {DATE}, khu vực {PLACE} (tỉnh {PROVINCE}) nhiều mây, có
        mưa rào và dông vài nơi. Gió đông nam cấp {9}, gần sáng và ngày trời rét.

        Nhiệt độ thấp nhất từ {99} đến {99} độ C, cao nhất từ {99} đến {99} độ C. Độ ẩm trung bình {99}%.
        Lượng mưa phổ biến {99} mm, có nơi trên {999} mm. Mực nước trên sông lúc 7 giờ là {9} m, dưới báo
        động một {9} cm.

        Trong những giờ tới, cần đề phòng lốc, sét, mưa đá và gió giật mạnh. Người dân ở vùng trũng thấp,
        ven sông suối chủ động theo dõi các bản tin tiếp theo, kiểm tra nhà cửa, cống rãnh, không đi qua
        ngầm tràn khi nước chảy xiết. Tàu thuyền hoạt động trên biển cần giữ liên lạc thường xuyên với đất
        liền. Chính quyền các xã trực ban {99}/24 giờ, sẵn sàng phương án sơ tán {999} hộ dân khi có yêu
        cầu.
        """,
        """
        Sáng {DATE}, {BODY} tổ chức hội nghị tổng kết công tác xây dựng Đảng năm {9999}. Dự hội nghị có đồng
        chí {PERSON}, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức; đồng chí {PERSON}, Phó Chủ nhiệm Ủy ban
        Kiểm tra; cùng {99} đại biểu.

        Trong năm qua, dưới sự lãnh đạo, chỉ đạo của cấp ủy cấp trên, tập thể lãnh đạo đơn vị đã đoàn kết,
        khắc phục khó khăn, hoàn thành tốt các mục tiêu, nhiệm vụ đề ra. Công tác giáo dục chính trị tư
        tưởng được coi trọng; việc học tập, quán triệt các nghị quyết của Đảng được tổ chức nghiêm túc. Toàn
        đảng bộ đã kết nạp {99} đảng viên mới, đạt {99}% kế hoạch; {99} chi bộ hoàn thành xuất sắc nhiệm vụ;
        kiểm tra {9} tổ chức đảng và {99} đảng viên.

        Phát biểu kết luận, đồng chí {PERSON} biểu dương những kết quả đã đạt được, đồng thời chỉ rõ những
        hạn chế cần khắc phục. Đồng chí đề nghị trong thời gian tới tiếp tục đổi mới nội dung, phương thức
        lãnh đạo; nâng cao chất lượng sinh hoạt chi bộ; làm tốt công tác quy hoạch, đào tạo cán bộ; tăng
        cường kiểm tra, giám sát và giữ nghiêm kỷ luật đảng.

        Nhân dịp này, {9} tập thể và {99} cá nhân được tặng giấy khen.
        """,
        """
        Ngày {DATE}, {BODY} trao Huy hiệu Đảng đợt này cho {99} đảng viên. Trong đó, có {9} đảng viên nhận
        Huy hiệu 70 năm tuổi Đảng, {9} đảng viên nhận Huy hiệu 60 năm và {99} đảng viên nhận Huy hiệu 50
        năm.

        Thay mặt cấp ủy, đồng chí {PERSON} chúc mừng và tri ân những đóng góp to lớn của các đảng viên cao
        tuổi đối với sự nghiệp cách mạng của Đảng, của dân tộc; mong các đồng chí giữ gìn sức khỏe, tiếp tục
        là tấm gương sáng để con cháu noi theo.

        Đại diện các đảng viên được nhận Huy hiệu, đồng chí {PERSON} (thôn {PLACE}) bày tỏ niềm vinh dự, xúc
        động và hứa sẽ luôn giữ vững phẩm chất người đảng viên cộng sản.
        """,
        """
        Danh sách được Chủ tịch Ủy ban nhân dân tỉnh {PROVINCE} tặng bằng khen đợt {9} năm {9999} gồm: ông
        {PERSON}, xã {PLACE}; bà {PERSON}, xã {PLACE}; ông {PERSON}, phường {PLACE}; bà {PERSON}, thị trấn
        {PLACE}; ông {PERSON}, xã {PLACE}.

        Các cá nhân có tên trên đã có thành tích xuất sắc trong phong trào thi đua yêu nước, được hội đồng
        thi đua khen thưởng xét chọn từ cơ sở. Kinh phí khen thưởng trích từ quỹ thi đua của tỉnh theo quy
        định hiện hành. Quyết định số {999}/QĐ-UBND có hiệu lực từ ngày {DATE}.
        """,
        """
        Theo báo cáo nhanh của cơ quan chuyên môn, tính đến 18 giờ ngày {DATE}, toàn tỉnh {PROVINCE} ghi
        nhận thêm {99} ca mắc sốt xuất huyết, nâng tổng số ca từ đầu năm lên {999} ca, trong đó {9} ca nặng.
        Huyện {PLACE} có nhiều ca nhất với {99} ca, tiếp đến là {PLACE} với {99} ca.

        Ngành y tế đã phun hóa chất tại {99} ổ dịch, phát {9999} tờ rơi, tổ chức ra quân diệt lăng quăng vào
        sáng thứ bảy hằng tuần. Người dân cần đậy kín dụng cụ chứa nước, ngủ màn cả ban ngày, khi sốt cao
        liên tục phải đến ngay cơ sở y tế để được khám và tư vấn điều trị, không tự ý dùng thuốc tại nhà.
        """,
        """
        Chi bộ thôn {PLACE} (Đảng bộ xã {PLACE}) vừa tổ chức lễ kết nạp đảng viên cho quần chúng {PERSON}.
        Buổi lễ diễn ra trang trọng, đúng nghi thức theo Điều lệ Đảng.

        Sau khi nghe đọc lý lịch, quyết định kết nạp của Ban Thường vụ Huyện ủy và phân công đảng viên chính
        thức giúp đỡ, đảng viên mới đã đọc lời tuyên thệ dưới cờ Đảng, cờ Tổ quốc và chân dung Chủ tịch Hồ
        Chí Minh. Phát biểu giao nhiệm vụ, Bí thư Chi bộ {PERSON} đề nghị đảng viên mới không ngừng tu
        dưỡng, rèn luyện, giữ mối liên hệ mật thiết với nhân dân, gương mẫu chấp hành đường lối của Đảng và
        pháp luật của Nhà nước. Từ đầu năm {9999} đến nay, chi bộ đã kết nạp {9} đảng viên, nâng tổng số
        đảng viên lên {99} đồng chí.
        """,
        """
        Giá nông sản tại {PROVINCE} ngày {DATE}: cà phê nhân {99}.{999} đồng/kg, hồ tiêu {999}.{999}
        đồng/kg, cao su {999} đồng/độ mủ, lúa thường {9}.{999} đồng/kg, lợn hơi {99}.{999} đồng/kg.

        So với phiên trước, giá cà phê tăng {999} đồng, giá hồ tiêu giảm {999} đồng, các mặt hàng khác đi
        ngang. Thương lái cho biết sức mua chậm do đơn hàng xuất khẩu chưa nhiều, trong khi nguồn cung cuối
        vụ còn hạn chế. Nông dân được khuyến cáo bán từng phần, không găm hàng chờ giá, chú ý phơi sấy đúng
        độ ẩm để giữ chất lượng và theo dõi thông tin thị trường từ các nguồn chính thống.
        """,
        """
        Chiều {DATE}, tại trụ sở, đồng chí {PERSON}, Bí thư Tỉnh ủy {PROVINCE}, đã tiếp đoàn đại biểu do
        đồng chí {PERSON} dẫn đầu đến chào xã giao nhân chuyến thăm và làm việc.

        Thay mặt Đảng bộ, chính quyền và nhân dân địa phương, đồng chí Bí thư nhiệt liệt chào mừng đoàn,
        thông tin khái quát về tình hình kinh tế - xã hội, quốc phòng - an ninh và tiềm năng, thế mạnh của
        tỉnh; bày tỏ mong muốn hai bên tiếp tục vun đắp quan hệ hữu nghị, tăng cường trao đổi đoàn, hợp tác
        trên các lĩnh vực cùng quan tâm.

        Trưởng đoàn cảm ơn sự đón tiếp trọng thị, chân tình, chúc mừng những thành tựu mà địa phương đạt
        được trong thời gian qua, tin tưởng quan hệ giữa hai bên sẽ ngày càng phát triển, đem lại lợi ích
        thiết thực cho nhân dân hai nước. Cùng dự có {99} đại biểu các sở, ban, ngành.
        """,
    )
)

# Kept aside: no setting was chosen by them.
FORMS_KEPT_ASIDE = _as_lines(
    (
        """
        Dự báo thời tiết ngày {DATE} tại {PROVINCE}: nhiều mây, có mưa, mưa rào và rải rác có dông; trong cơn
        dông có khả năng xảy ra lốc, sét và gió giật mạnh.

        Nhiệt độ thấp nhất {99} độ C, nhiệt độ cao nhất {99} độ C. Gió nhẹ. Độ ẩm {99}%.

        Khu vực {PLACE} trời nắng gián đoạn, chiều tối và đêm có mưa vài nơi.
        """,
        """
        Giá vàng sáng {DATE}: vàng miếng được niêm yết ở mức {99},{9} triệu đồng/lượng mua vào và {99},{9}
        triệu đồng/lượng bán ra, tăng {999} nghìn đồng mỗi lượng so với hôm qua.

        Vàng nhẫn giao dịch quanh {99},{9} - {99},{9} triệu đồng/lượng. Giá vàng thế giới giao ngay ở mức
        {9999} USD/ounce. Tỷ giá trung tâm do Ngân hàng Nhà nước công bố là {99}.{999} đồng/USD.
        """,
        """
        Từ 15 giờ ngày {DATE}, giá bán lẻ xăng dầu được điều chỉnh như sau: xăng E5 RON 92 không cao hơn
        {99}.{999} đồng/lít, xăng RON 95 không cao hơn {99}.{999} đồng/lít, dầu điêzen không cao hơn
        {99}.{999} đồng/lít, dầu hỏa không cao hơn {99}.{999} đồng/lít.

        Liên bộ quyết định không trích lập và không chi sử dụng Quỹ Bình ổn giá xăng dầu đối với tất cả các
        mặt hàng. Việc điều chỉnh nhằm bảo đảm biến động giá xăng dầu trong nước phù hợp với giá thế giới,
        hài hòa lợi ích giữa các chủ thể tham gia thị trường.
        """,
    )
)
