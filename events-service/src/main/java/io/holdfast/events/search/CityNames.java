package io.holdfast.events.search;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What large cities are called in the languages of the pages and in their own, and how Japanese ones are read. Those that name a time zone are
 * known without it ({@link OtherNames}), so of them only other names are here. Of cities that share a name the largest is meant; readings and names
 * that are common words, or those of other cities (Canton for Guangzhou), are left out. Written by hand.
 */
final class CityNames {

    private static final String NAMES = """
            Hamburg, Hambourg, Hamburgo, ハンブルク, هامبورغ
            Munich, München, Múnich, ミュンヘン, ميونخ, ميونيخ
            Cologne, Köln, Colonia, ケルン, كولونيا, كولن
            Frankfurt, Frankfurt am Main, Francfort, Fráncfort, フランクフルト, فرانكفورت
            Stuttgart, シュトゥットガルト, شتوتغارت
            Düsseldorf, デュッセルドルフ, دوسلدورف
            Leipzig, ライプツィヒ, لايبزيغ
            Dresden, Dresde, ドレスデン, دريسدن
            Nuremberg, Nürnberg, Núremberg, ニュルンベルク, نورنبرغ
            Hanover, Hannover, Hanovre, ハノーファー, هانوفر
            Bremen, Brême, ブレーメン, بريمن
            Aachen, Aix-la-Chapelle, Aquisgrán, アーヘン, آخن
            Geneva, Genève, Genf, Ginebra, Ginevra, ジュネーヴ, ジュネーブ, جنيف
            Basel, Bâle, Basilea, バーゼル, بازل
            Bern, Berne, Berna, ベルン, برن
            Lausanne, Lausana, ローザンヌ, لوزان
            Lucerne, Luzern, Lucerna, ルツェルン, لوسيرن
            Salzburg, Salzbourg, Salzburgo, ザルツブルク, سالزبورغ
            Lyon, Lyons, リヨン, ليون
            Marseille, Marseilles, Marsella, マルセイユ, مارسيليا, مرسيليا
            Nice, Nizza, Niza, ニース, نيس
            Strasbourg, Straßburg, Estrasburgo, ストラスブール, ستراسبورغ
            Toulouse, トゥールーズ, تولوز
            Bordeaux, Burdeos, ボルドー, بوردو
            Lille, リール
            Milan, Milano, Mailand, Milán, ミラノ, ميلانو
            Florence, Firenze, Florenz, Florencia, フィレンツェ, فلورنسا
            Venice, Venezia, Venedig, Venise, Venecia, ヴェネツィア, ベネチア, البندقية
            Naples, Napoli, Neapel, Nápoles, ナポリ, نابولي
            Turin, Torino, Turín, トリノ, تورينو
            Genoa, Genova, Genua, Gênes, Génova, ジェノヴァ, ジェノバ, جنوة
            Bologna, Bologne, Bolonia, ボローニャ, بولونيا
            Barcelona, Barcelone, バルセロナ, برشلونة
            Seville, Sevilla, Séville, セビリア, セビージャ, إشبيلية
            Valencia, València, バレンシア, فالنسيا, بلنسية
            Zaragoza, Saragossa, Saragosse, サラゴサ, سرقسطة
            Bilbao, Bilbo, ビルバオ, بلباو
            Málaga, Malaga, マラガ, مالقة
            Granada, Grenade, グラナダ, غرناطة
            Porto, Oporto, ポルト, بورتو
            Antwerp, Antwerpen, Anvers, Amberes, アントウェルペン, アントワープ, أنتويرب
            Ghent, Gent, Gand, Gante, ヘント, ゲント, غنت
            Bruges, Brugge, Brügge, Brujas, ブルッヘ, ブルージュ, بروج
            Liège, Lüttich, Luik, Lieja, リエージュ, لييج
            The Hague, Den Haag, 's-Gravenhage, La Haye, La Haya, ハーグ, لاهاي
            Rotterdam, Róterdam, ロッテルダム, روتردام
            Utrecht, ユトレヒト, أوترخت
            Kraków, Krakow, Cracow, Krakau, Cracovie, Cracovia, クラクフ, كراكوف
            Wrocław, Breslau, Breslavia, ヴロツワフ, فروتسواف
            Gdańsk, Danzig, グダニスク, غدانسك
            Poznań, Posen, ポズナン, بوزنان
            Łódź, Lodz, ウッチ, وودج
            Brno, Brünn, ブルノ, برنو
            Gothenburg, Göteborg, Gotemburgo, ヨーテボリ, غوتنبرغ
            Malmö, マルメ, مالمو
            Aarhus, Århus, オーフス, آرهوس
            Thessaloniki, Thessalonique, Salónica, Θεσσαλονίκη, テッサロニキ, سالونيك
            Saint Petersburg, St. Petersburg, Sankt Petersburg, Saint-Pétersbourg, San Petersburgo, Санкт-Петербург, Петербург, サンクトペテルブルク, سانت بطرسبرغ
            Kharkiv, Charkiw, Kharkov, Járkov, Харків, Харьков, ハルキウ, خاركيف
            Lviv, Lwiw, Lemberg, Leópolis, Львів, Львов, リヴィウ, لفيف
            Odesa, Odessa, Одеса, Одесса, オデーサ, オデッサ, أوديسا
            Ankara, アンカラ, أنقرة
            İzmir, Izmir, Smyrna, イズミル, إزمير
            Tel Aviv, Tel Aviv-Yafo, תל אביב, テルアビブ, تل أبيب
            Haifa, חיפה, ハイファ, حيفا
            Isfahan, Esfahan, Ispahan, Ispahán, イスファハーン, اصفهان, أصفهان
            Shiraz, Schiras, Chiraz, シーラーズ, شيراز
            Alexandria, Alexandrie, Alejandría, アレクサンドリア, الإسكندرية
            Giza, Gizeh, Guiza, ギザ, الجيزة
            Jeddah, Dschidda, Djeddah, Yeda, ジッダ, جدة
            Mecca, Mekka, La Mecque, La Meca, メッカ, مكة, مكة المكرمة
            Medina, Médine, メディナ, المدينة المنورة
            Dammam, ダンマーム, الدمام
            Abu Dhabi, Abou Dabi, Abu Dabi, アブダビ, أبوظبي, أبو ظبي
            Sharjah, Schardscha, Charjah, シャールジャ, الشارقة
            Doha, ドーハ, الدوحة
            Manama, マナーマ, المنامة
            Sana'a, Sanaa, Saná, サナア, صنعاء
            Marrakesh, Marrakech, Marrakesch, マラケシュ, مراكش
            Fez, Fès, フェズ, فاس
            Rabat, ラバト, الرباط
            Tangier, Tanger, Tánger, タンジェ, طنجة
            Oran, Orán, オラン, وهران
            Aleppo, Alep, Alepo, アレッポ, حلب
            Basra, Bassora, Basora, バスラ, البصرة
            Mosul, Mossul, Mossoul, モースル, الموصل
            Tokyo, とうきょう
            Osaka, Ōsaka, 大阪, おおさか, أوساكا, 오사카
            Kyoto, Kioto, 京都, きょうと, كيوتو, 교토
            Yokohama, 横浜, よこはま, يوكوهاما, 요코하마
            Nagoya, 名古屋, なごや, ناغويا, 나고야
            Sapporo, 札幌, さっぽろ, سابورو, 삿포로
            Fukuoka, 福岡, ふくおか, فوكوكا, 후쿠오카
            Kobe, Kōbe, 神戸, こうべ, كوبه, 고베
            Sendai, 仙台, せんだい, سنداي, 센다이
            Hiroshima, 広島, ひろしま, هيروشيما, 히로시마
            Kawasaki, 川崎, かわさき, كاواساكي, 가와사키
            Saitama, さいたま, 埼玉, سايتاما
            Chiba, 千葉, ちば, تشيبا
            Nara, 奈良, نارا
            Kanazawa, 金沢, かなざわ, كانازاوا
            Naha, 那覇, なは, ناها
            Beijing, Peking, Pékin, Pekín, 北京, ペキン, بكين, 베이징
            Guangzhou, 广州, 広州, グァンジョウ, غوانزو, 광저우
            Shenzhen, 深圳, シンセン, شنتشن
            Chengdu, 成都, تشنغدو, 청두
            Hangzhou, 杭州, هانغتشو, 항저우
            Nanjing, Nanking, Nankin, Nankín, 南京, ナンキン, نانجينغ, 난징
            Wuhan, 武汉, 武漢, ぶかん, ووهان, 우한
            Xi'an, Xian, 西安, せいあん, شيان, 시안
            Chongqing, 重庆, 重慶, じゅうけい, تشونغتشينغ, 충칭
            Tianjin, Tientsin, 天津, てんしん, تيانجين, 톈진
            Kaohsiung, Gaoxiong, 高雄, たかお, كاوهسيونغ, 가오슝
            Taichung, Taizhong, 台中, たいちゅう, تايتشونغ, 타이중
            Tainan, 台南, たいなん, تاينان, 타이난
            Busan, Pusan, 부산, 釜山, プサン, بوسان
            Incheon, 인천, 仁川, インチョン, إنتشون
            Daegu, Taegu, 대구, 大邱, テグ, دايغو
            Daejeon, 대전, テジョン, دايجون
            Gwangju, 광주, 光州, クァンジュ, غوانغجو
            Mumbai, Bombay, मुंबई, ムンバイ, مومباي
            Delhi, New Delhi, Neu-Delhi, Nueva Delhi, दिल्ली, नई दिल्ली, デリー, دلهي, نيودلهي
            Bangalore, Bengaluru, ಬೆಂಗಳೂರು, बेंगलुरु, バンガロール, ベンガルール, بنغالور
            Chennai, Madras, சென்னை, チェンナイ, تشيناي
            Hyderabad, హైదరాబాద్, ハイデラバード, حيدر آباد
            Hanoi, Hà Nội, ハノイ, هانوي
            Chiang Mai, เชียงใหม่, チェンマイ, شيانغ ماي
            New York, New York City, NYC
            Philadelphia, Philadelphie, Filadelfia, フィラデルフィア, فيلادلفيا
            San Francisco, サンフランシスコ, سان فرانسيسكو
            Washington, Washington D.C., Washington DC, ワシントン, واشنطن
            Boston, ボストン, بوسطن
            Miami, マイアミ, ميامي
            Seattle, シアトル, سياتل
            Las Vegas, ラスベガス, لاس فيغاس
            New Orleans, La Nouvelle-Orléans, Nueva Orleans, ニューオーリンズ, نيو أورلينز
            San Diego, サンディエゴ, سان دييغو
            Houston, ヒューストン, هيوستن
            Dallas, ダラス, دالاس
            Atlanta, アトランタ, أتلانتا
            Montreal, Montréal, モントリオール, مونتريال
            Québec, Quebec City, ケベック, كيبيك
            Ottawa, オタワ, أوتاوا
            Guadalajara, グアダラハラ, غوادالاخارا
            Edinburgh, Édimbourg, Edimburgo, エディンバラ, إدنبرة
            Manchester, マンチェスター, مانشستر
            Liverpool, リヴァプール, リバプール, ليفربول
            Glasgow, グラスゴー, غلاسكو
            Birmingham, バーミンガム, برمنغهام
            Rio de Janeiro, Río de Janeiro, リオデジャネイロ, ريو دي جانيرو
            Brasília, Brasilia, ブラジリア, برازيليا
            Cape Town, Kapstadt, Le Cap, Ciudad del Cabo, Kaapstad, ケープタウン, كيب تاون
            """;

    /** Those of each city. */
    static final List<Set<String>> ALL = NAMES.lines()
            .map(names -> (Set<String>)
                    new LinkedHashSet<>(Arrays.asList(names.strip().split(", "))))
            .toList();

    private CityNames() {}
}
