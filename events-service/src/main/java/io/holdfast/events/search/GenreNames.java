package io.holdfast.events.search;

import java.util.List;

/** What kinds of music are called where neither the letters of one name lead to another nor its sounds: K-Pop and 케이팝, Drum & Bass and DnB. */
final class GenreNames {

    /** Those of each kind beside each other. */
    static final List<List<String>> ALL = List.of(
            List.of("K-Pop", "케이팝", "Kポップ", "ケイポップ", "кей-поп", "كيبوب"),
            List.of("J-Pop", "제이팝", "Jポップ", "ジェイポップ", "джей-поп"),
            List.of("DnB", "Drum & Bass", "Drum and Bass", "Drum n Bass", "드럼 앤 베이스", "ドラムンベース", "драм-н-бейс"),
            List.of("RnB", "Rhythm & Blues", "Rhythm and Blues", "알앤비", "アールアンドビー", "ритм-н-блюз"),
            List.of("Rock'n'Roll", "Rock & Roll", "Rock and Roll", "로큰롤", "ロックンロール", "рок-н-ролл"),
            List.of("Hip-Hop", "힙합", "ヒップホップ", "хип-хоп", "嘻哈", "هيب هوب"),
            List.of("EDM", "Electronic Dance Music", "이디엠"),
            List.of("Jazz", "재즈", "ジャズ", "джаз", "爵士", "جاز"),
            List.of("Rock", "록", "ロック", "рок", "摇滚", "روك"),
            List.of("Blues", "블루스", "ブルース", "блюз", "蓝调", "بلوز"),
            List.of("Techno", "테크노", "テクノ", "техно", "تكنو"),
            List.of("Metal", "메탈", "メタル", "метал", "ميتال"),
            List.of("Reggae", "레게", "レゲエ", "регги", "ريغي"),
            List.of("Opera", "오페라", "オペラ", "опера", "歌剧", "أوبرا"),
            List.of("Ballet", "Ballett", "발레", "バレエ", "балет", "芭蕾", "باليه"),
            List.of("Musical", "뮤지컬", "ミュージカル", "мюзикл", "音乐剧"));

    private GenreNames() {}
}
