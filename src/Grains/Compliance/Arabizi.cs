using System.Collections.Frozen;
using System.Text;

namespace SalesFlow.Grains.Compliance;

/// <summary>
/// Arabic written in Latin letters and digits. Spelling varies with the writer, so words are compared by their consonants: <c>tersloon</c>,
/// <c>trslon</c> and <c>tarseloon</c> are one. Only the words that the rules ask about are known; a message is taken as Arabizi only where
/// such words stand in it and none of everyday English.
/// </summary>
internal static class Arabizi
{
    private static readonly FrozenSet<string> English = new[]
    {
        "the", "you", "your", "i", "im", "my", "me", "to", "is", "are", "please", "from", "this", "for", "not", "dont", "of", "a", "it", "we", "our",
        "and", "can", "how", "do", "in", "on", "at", "with", "what", "be",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Short words, by their exact spelling: their consonants alone would be those of too many others.</summary>
    private static readonly FrozenDictionary<string, string> Exact = Table(
        "لا:la laa laaa", "ما:ma maa", "ابي:abi aby abee abgha abgh abghy abghi abe 2abi 2bi", "مابي:mabi maby mabgha mabe", "لي:li ly lii lee leya",
        "من:mn min men mnn", "اي:ay ayy ai", "عاد:3ad 3aad t3ad", "ابدا:abadan abdan", "بلاش:balash blash", "بس:bs bas bass", "علي:3l 3la 3ala", "في:fe fi fy", "لو:law lw lo", "مو:mo mu moo",
        "كافي:kafi kafy kaafi kfi", "يكفي:yakfi ykfi yekfi ykfy yakfy", "شي:shay shi shy shay2 shai", "عني:3ni 3anni 3ny", "وين:wain wen ween wayn",
        "الغي:al8i alghi algi al3'i alghy", "ثانيه:thanya thanyah tanya thanyeh", "مره:mara marra marah", "منكم:mnkm mnkom menkom minkum menkum mnkum minkom",
        "احد:a7ad ahad", "ابغاكم:abghakom abghakum abghakm abikom abeekom", "هنا:hna hena", "اخي:akhi a5i");

    /// <summary>Longer words, by their consonants.</summary>
    private static readonly FrozenDictionary<string, string> Skeletons = Table(
        "ترسلون:trsln", "ترسل:trsl", "تراسلني:trsln1", "ترسلوني:trslny", "تراسلوني:trsln2", "يراسلني:yrsln", "رسايل:rsyl rsl", "رسايلكم:rsylkm", "عندكم:ndkm ndkum", "اعلانات:lnt", "توصلني:twsln twslny", "يجيني:yjn yjyn", "ازعاج:zj", "تعبت:tbt", "طفشت:tfct", "مليت:mlyt mlt", "يوم:ywm ym", "رساله:rslh", "ازعجتونا:zjtn zjttn", "وقف:wgf", "تبعثون:tbzn tbthn", "خلاص:xls",
        "رقمي:rgm", "احذفوا:hzf", "شيل:cl", "فكوني:fkn fkn1", "تزعجوني:tzjn tz3jn", "طفشتونا:tfctn", "طفشنا:tfcn", "عطاكم:tkm", "مين:myn", "الغاء:lg lgx", "اشتراك:ctrk lctrk",
        "خلوني:xln", "بحالي:bhl", "سمحت:smht", "تكلموني:tklmn", "قايمه:gym lgym", "ازيلوا:zl", "موعدي:mwd mwdy", "حجز:hjz lhjz", "اكلم:klm", "شخص:cxs");

    /// <summary>The tokens in Arabic letters where the message is Arabizi; the tokens themselves otherwise.</summary>
    public static IReadOnlyList<Token> Translate(IReadOnlyList<Token> tokens)
    {
        var hits = 0;
        foreach (var token in tokens)
        {
            if (!char.IsAsciiLetterOrDigit(token.Text[0])) continue;
            if (English.Contains(token.Text)) return tokens;
            if (Find(token.Text) is not null) hits++;
        }
        if (hits == 0) return tokens;
        var arabic = new List<Token>(tokens.Count);
        foreach (var token in tokens)
        {
            if (token.Text is "el" or "al" or "al7een") continue;
            arabic.Add(Find(token.Text) is { } word ? token with { Text = word } : token);
        }
        return hits >= 2 || arabic.Count <= 2 ? arabic : tokens;
    }

    private static string? Find(string word)
    {
        if (!char.IsAsciiLetterOrDigit(word[0]) || char.IsAsciiDigit(word[0]) && word.All(char.IsAsciiDigit)) return null;
        if (Exact.TryGetValue(word, out var exact)) return exact;
        var skeleton = Skeleton(word);
        if (Skeletons.TryGetValue(skeleton, out var known)) return known;
        // The article is often glued to its word.
        return skeleton.Length > 3 && skeleton[0] == 'l' && Skeletons.TryGetValue(skeleton[1..], out known) ? known : null;
    }

    /// <summary>The consonants of a word, each sound by one letter, doubled ones once.</summary>
    private static string Skeleton(string word)
    {
        var bones = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            var next = i + 1 < word.Length ? word[i + 1] : '\0';
            var bone = (word[i], next) switch
            {
                ('k', 'h') => 'x',
                ('s', 'h') => 'c',
                ('g', 'h') => 'g',
                ('t', 'h') or ('d', 'h') => 'z',
                ('5', _) => 'x',
                ('7', _) => 'h',
                ('8', _) or ('9', _) or ('q', _) or ('2', _) => 'g',
                ('3' or '\'' or 'a' or 'e' or 'i' or 'o' or 'u', _) => '\0',
                _ => word[i],
            };
            if (bone != '\0' && next == 'h' && word[i] is 'k' or 's' or 'g' or 't' or 'd' && next == 'h') i++;
            if (bone != '\0' && (bones.Length == 0 || bones[^1] != bone)) bones.Append(bone);
        }
        return bones.ToString();
    }

    private static FrozenDictionary<string, string> Table(params ReadOnlySpan<string> lines)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var parts = line.Split(':');
            foreach (var spelling in parts[1].Split(' ')) table.TryAdd(spelling, parts[0]);
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
