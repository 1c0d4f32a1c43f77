using System.Collections.Frozen;
using SalesFlow.Agents.Language;
using SalesFlow.Conversations;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>What a message means in its talk.</summary>
/// <param name="Intent">The fine intent; <c>unclear</c> where nothing is likely enough.</param>
/// <param name="Objection">The objection's code, where it is one.</param>
/// <param name="Confidence">0 to 1: how often a reading like this one is right.</param>
/// <param name="Likeliest">The likeliest intent, also where it is not likely enough.</param>
internal readonly record struct Meaning(string Intent, string? Objection, double Confidence, string Likeliest);

/// <summary>
/// Settles what a message means: the learned reading is the main one; the rules, which are among what it weighs, decide alone where a message is an
/// answer to our own question, a courtesy or an order in known words. Pure.
/// </summary>
internal static class Judgement
{
    private const double Surest = 0.97;

    /// <summary>Below this nothing is understood.</summary>
    private const double Least = 0.24;

    private static readonly string[] HandOvers =
        [
            Intent.Human, Intent.Complaint, Intent.Support, Intent.Privacy, Intent.Cancel, Intent.Negotiation, Intent.Legal, Intent.Minor, Intent.CrossBorder,
            Intent.Custom,
        ];

    /// <summary>What is grave, and said seldom: it must be likely by itself, not only likelier than the rest.</summary>
    private static readonly FrozenDictionary<string, float> Grave = new Dictionary<string, float>(StringComparer.Ordinal)
    {
        [Intent.Minor] = 0.55f, [Intent.CrossBorder] = 0.5f, [Intent.Legal] = 0.45f, [Intent.Custom] = 0.5f,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The meaning that counts.</summary>
    public static Meaning Settle(RuleReading reading, Context context)
    {
        if (reading.Tokens.Count == 0) return Signed(reading, context);
        var learned = LearnedReading.Default;
        Span<float> odds = stackalloc float[learned.Labels.Count];
        learned.Read(FeatureReader.Read(reading), odds);
        var optOut = learned.Of(odds, Intent.OptOut);
        var sign = OptOutSigns.Find(reading.Tokens, reading.Matches);
        // In the middle of a talk that goes well the same words mean it more seldom.
        // "Never again" leaves no room for "not now".
        if (sign == "told_not_now" && IsForGood(reading.Tokens)) sign = "told_not_to";
        var least = LeastOptOut(sign) + (context.Asked is not null || context.Booking ? 0.1 : 0);
        // Whoever asks for a price, or tells what their own customers say, does not ask for silence in the same breath.
        if (reading.Tags.Contains("i.price")) least = Math.Max(least, 0.9);
        if (reading.Tags.Contains("c.theirs") && sign is not ("unsubscribe" or "remove_me")) least = Math.Max(least, 0.95);
        if (sign is "told_not_to" or "told_to_stop" or "told_not_now" && NamesAnotherWay(reading.Tokens)
            || reading.Question && reading.Tags.Contains("c.theirs")) least = 2;
        // Who asks how messages are kept from somebody asks about the product, unless the wish is the likelier reading.
        if (reading.Tags.Contains("i.inquiry") && learned.Of(odds, Intent.Inquiry) > optOut) least = Math.Max(least, 0.6);
        // Marks of the prompt are nobody's own words.
        if (reading.Text.Contains("customer_message", StringComparison.OrdinalIgnoreCase) || reading.Text.Contains("action_taken", StringComparison.OrdinalIgnoreCase))
            return new(Intent.Injection, null, 0.95, Intent.Injection);
        if (Asked(reading, context) is { } answered) return answered;
        if (sign is null && !reading.Tags.Contains("x.negate") && AfterOptOut.IsWelcomeAgain(reading.Text)) return new(Intent.Interest, null, 0.9, Intent.Interest);
        if (reading.Intent == Intent.OptOut && sign != "told_to_go_on" || optOut >= least) return new(Intent.OptOut, null, 0.99, Intent.OptOut);

        // What is no opt-out by now is the likeliest other thing.
        if (!learned.Knows(reading)) return new(Intent.Unclear, null, 0.3, reading.Intent);
        var best = -1;
        // Whoever was offered a person and says no wants none, though they name one.
        var alone = IsPerson(context.Asked) && YesNo.Of(reading.Tokens) == false || TalksToTheirs(reading);
        for (var i = 0; i < odds.Length; i++)
            if (learned.Labels[i] != Intent.OptOut && !(alone && learned.Labels[i] == Intent.Human)
                && !(Grave.TryGetValue(learned.Labels[i], out var sure) && odds[i] < (reading.Tags.Contains(Sign(learned.Labels[i])) ? Hinted : sure)) && (best < 0 || odds[i] > odds[best])) best = i;
        if (!(alone && reading.Intent == Intent.Human) && ByRule(reading, context, learned, odds, learned.Labels[best], odds[best])) return Ruled(reading);
        var label = learned.Labels[best];
        // More of the trouble that we asked about, unless it is clearly something else.
        if (context.Asked == OurQuestion.Trouble && (Guess.IntentOf(label) is Intent.Answer or Intent.Objection or Intent.Inquiry or Intent.Unclear or Intent.OffTopic or Intent.Deny
            || odds[best] < 0.6)) return new(Intent.Support, null, 0.85, Intent.Support);
        var instead = Instead(label, reading, context, learned, odds);
        // What the talk settles is no guess.
        var told = instead != label && instead is Intent.Answer or Intent.Interest or Intent.Inquiry;
        label = instead;
        // Several reasons to call a person, each less likely than the best other reading, are together a reason.
        float calls = 0;
        foreach (var intent in HandOvers) calls += alone && intent == Intent.Human ? 0 : learned.Of(odds, intent);
        if (calls > 0.5 && !HandOvers.Contains(Guess.IntentOf(label)))
        {
            label = HandOvers[0];
            foreach (var intent in HandOvers)
                if (!Grave.ContainsKey(intent) && learned.Of(odds, intent) > learned.Of(odds, label)) label = intent;
        }
        // A person is called at once for a complaint, so it must be more than annoyance.
        if (label == Intent.Complaint && !IsGrievance(reading) && learned.Of(odds, label) < (reading.Tags.Contains("c.fedup") ? 0.95 : 0.7))
            return new(Intent.Unclear, null, 0.45, Intent.Complaint);
        var intentOf = Guess.IntentOf(label);
        var objection = intentOf == Intent.Objection ? label["objection.".Length..] : null;
        var likely = learned.Of(odds, label);
        // Between labels that lead to the same kind of answer a doubt costs nothing.
        float same = 0;
        for (var i = 0; i < odds.Length; i++)
            if (Kind(Guess.IntentOf(learned.Labels[i])) == Kind(intentOf)) same += odds[i];
        var confidence = Math.Max(likely, 0.97 * same);
        if (reading.Label == label && reading.Confidence >= 0.8) confidence = Math.Max(confidence, 0.5 * confidence + 0.46);
        confidence = Calibrated(confidence);
        if (told) confidence = Math.Max(confidence, 0.86);
        else if (likely < Least && same < 0.4) return new(Intent.Unclear, null, Math.Min(confidence, 0.45), intentOf);
        Forget(reading.Entities, label);
        return new(intentOf, objection, Math.Min(Surest, confidence), intentOf);
    }

    /// <summary>What a message of signs alone means: a thumb up or down answers what we asked.</summary>
    private static Meaning Signed(RuleReading reading, Context context)
    {
        foreach (var rune in reading.Text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x1F44D or 0x1F44C or 0x2705 or 0x2714 or 0x2611 or 0x1F197 or 0x1F4AF:
                    return context.Asked is null && !context.Booking ? new(Intent.Thanks, null, 0.8, Intent.Thanks) : new(Intent.Affirm, null, 0.9, Intent.Affirm);
                case 0x1F44E or 0x274C or 0x1F645: return new(Intent.Deny, null, 0.85, Intent.Deny);
                case 0x1F64F or 0x1F339 or 0x2764: return new(Intent.Thanks, null, 0.85, Intent.Thanks);
                case 0x1F44B: return new(Intent.Greeting, null, 0.85, Intent.Greeting);
            }
        }
        return new(reading.Intent, null, reading.Confidence, reading.Intent);
    }

    /// <summary>What names a place abroad, or the law, needs less to be about it.</summary>
    private const float Hinted = 0.15f;

    private static string Sign(string intent) => intent switch { Intent.CrossBorder => "c.abroad", Intent.Legal => "c.law", _ => "" };

    /// <summary>Another label where something that the words do not tell decides: what we asked, whom it is about, an "if".</summary>
    private static string Instead(string label, RuleReading reading, Context context, LearnedReading learned, ReadOnlySpan<float> odds)
    {
        var intent = Guess.IntentOf(label);
        if (context.Asked == LeadFacts.Role && (label == "objection.ask_partner" || intent == Intent.Human && reading.Tags.Any(t => t.StartsWith("role.", StringComparison.Ordinal))))
            return Intent.Answer;
        if (intent == Intent.Complaint && IsTheirCustomers(reading)) return Intent.Interest;
        if (intent == Intent.Human && TalksToTheirs(reading)) return Intent.Inquiry;

        if (intent == Intent.LanguageSwitch && NamesBoth(reading)) return Intent.Inquiry;
        if (intent == Intent.LanguageSwitch && Describes(reading)) return Intent.Answer;
        if (intent == Intent.OffTopic && reading.Intent == Intent.LanguageSwitch && reading.Entities.ContainsKey(LeadFacts.Sector)) return Intent.Answer;
        if (intent is Intent.Deny or Intent.Objection && reading.Tags.Contains("c.want") && WantsPlan(reading.Tokens)) return Intent.Interest;
        if (context.Asked == LeadFacts.Timeline && label is "objection.not_now" or "objection.call_later" && reading.Tokens.Count <= 8) return Intent.Answer;
        if (intent is Intent.Complaint or Intent.Cancel or Intent.Human && reading.Tags.Contains(Circumstances.Legal)) return Intent.Legal;
        if (intent == Intent.Complaint && reading.Question && !reading.Tags.Contains("c.angry")
            && reading.Tokens.Exists(t => t.Word is "لو" or "اذا" or "ان" or "if" or "incase" or "suppose")) return Intent.Inquiry;
        if (intent is not (Intent.Complaint or Intent.Support) || !reading.Tags.Contains("c.other")) return label;
        // Another vendor's faults: why they come to us, or why they doubt.
        var best = Intent.Interest;
        foreach (var other in (ReadOnlySpan<string>)["objection.tried_similar", Intent.Answer, Intent.Inquiry])
            if (learned.Of(odds, other) > learned.Of(odds, best)) best = other;
        return best;
    }

    /// <summary>How likely an opt-out must be, by the sign of one; found on the labelled sets of the opt-out's rules.</summary>
    private static double LeastOptOut(string? sign) => sign switch
    {
        "told_to_go_on" => 2,
        "told_not_now" => 0.85,
        null or "never_agreed" => 0.55,
        "wants_none" => 0.5,
        _ => 0.25,
    };

    /// <summary>Where the rules know better than any likeness: answers to what we asked, and messages that are wholly one known phrase.</summary>
    private static bool ByRule(RuleReading reading, Context context, LearnedReading learned, ReadOnlySpan<float> odds, string label, float likely)
    {
        if (reading.Label == label) return false;
        var words = reading.Tokens.Count;
        var asked = context.Asked is not null || context.Booking;
        var against = Guess.IntentOf(label) is not (Intent.Answer or Intent.Affirm or Intent.Deny or Intent.Interest or Intent.Unclear) ? likely : 0;
        switch (reading.Intent)
        {
            case Intent.Booking when context.Booking
                && (reading.Confidence >= 0.9 || reading.Entities.ContainsKey(LeadFacts.Time) || reading.Entities.ContainsKey(LeadFacts.Date)):
                return against < 0.75 || words <= 4;
            // What hurts in their own business was asked for; it is no complaint about ours.
            case Intent.Answer when context.Asked == LeadFacts.Need && reading.Tags.Contains("c.theirs"): return true;
            case Intent.Answer when asked && words <= 12:
                return against < 0.7 || words <= 3;
            case Intent.Answer when reading.Entities.ContainsKey(LeadFacts.Budget): return label is "objection.no_budget" or "objection.expensive" && likely < 0.85;
            // Numbers and trades are facts, though small firms and teams are also what objections speak of.
            case Intent.Answer when reading.Entities.Count >= 2 || reading.Entities.ContainsKey(LeadFacts.Employees):
                return label is "objection.too_small" or "objection.have_team" or "objection.have_system" or "objection.no_budget" && likely < 0.8;
            case Intent.Affirm or Intent.Deny when words <= 4 && reading.Confidence >= 0.85: return against < 0.6 || asked && words <= 2;
            // A greeting before something else is a greeting by the way.
            case Intent.Greeting when words > 6 || reading.Tags.Contains("c.ask") && Guess.IntentOf(label) == Intent.Inquiry: return false;
            case Intent.Greeting or Intent.Thanks or Intent.Goodbye when reading.Confidence >= 0.95: return likely < 0.8;
            case Intent.Complaint when IsTheirCustomers(reading): return false;
            case Intent.Human when TalksToTheirs(reading): return false;
            case Intent.LanguageSwitch when NamesBoth(reading) || Describes(reading): return false;
            case Intent.Price when reading.Tags.Contains("i.cheapest") || Guess.IntentOf(label) == Intent.OffTopic && reading.Tags.Contains("i.price"): return true;
            case Intent.Objection when reading.Objection == "unknown_brand" && label == "objection.data_privacy": return false;
            // A school of languages names one without a wish to speak it.
            case Intent.LanguageSwitch when reading.Entities.ContainsKey(LeadFacts.Sector): return false;
            case Intent.LanguageSwitch: return likely < 0.6 && learned.Of(odds, Intent.LanguageSwitch) > 0.12;
            case Intent.Injection: return likely < 0.8;
            case Intent.Unclear: return false;
            // A question about appointments of their customers' is none for ours; money that is to come back is more than a doubt.
            case Intent.Booking when reading.Tags.Contains("c.theirs") && !asked && learned.Of(odds, reading.Label) < 0.4: return false;
            case Intent.Objection when reading.Tags.Contains("c.refund") && Guess.IntentOf(label) == Intent.Complaint: return false;
            case Intent.Objection or Intent.Booking when reading.Confidence >= 0.9 && likely < 0.9 && learned.Of(odds, reading.Label) >= 0.02: return true;
            default:
                var own = learned.Of(odds, reading.Label);
                return reading.Confidence >= 0.93 && own >= 0.04 || reading.Confidence >= 0.92 && own >= 0.12 || reading.Confidence >= 0.9 && own > 0.6 * likely;
        }
    }

    /// <summary>What an answer to a question of ours means by that question alone.</summary>
    private static Meaning? Asked(RuleReading reading, Context context)
    {
        var words = reading.Tokens.Count;
        switch (context.Asked)
        {
            case OurQuestion.Stop when words <= 8 && (YesNo.Of(reading.Tokens) ?? reading.Tags.Contains("c.stop")):
            case OurQuestion.Keep when words <= 8 && YesNo.Of(reading.Tokens) == false && reading.Entities.Count == 0:
                return new(Intent.OptOut, null, 0.99, Intent.OptOut);
            case OurQuestion.Stop when words <= 4 && YesNo.Of(reading.Tokens) == false:
                return new(Intent.Deny, null, 0.9, Intent.Deny);
            case OurQuestion.PersonFirst or OurQuestion.PersonSecond when words <= 4 && Choice(reading) is { } choice:
                var person = choice == (context.Asked == OurQuestion.PersonFirst ? 1 : 2);
                return person ? new(Intent.Human, null, 0.93, Intent.Human) : new(Intent.Affirm, null, 0.85, Intent.Affirm);
            case null or not (LeadFacts.Employees or LeadFacts.Budget) when context.Priced && words <= 6 && IsOtherPlan(reading):
                return new(Intent.Price, null, 0.9, Intent.Price);
            default: return null;
        }
    }

    private static bool IsPerson(string? asked) => asked is OurQuestion.Person or OurQuestion.PersonFirst or OurQuestion.PersonSecond;

    private static int? Choice(RuleReading reading)
    {
        foreach (var token in reading.Tokens)
        {
            if (token.Word is "first" or "1st" or "1" or "one" or "former" or "الاول" or "الاولي" or "اول" or "اولا" or "١") return 1;
            if (token.Word is "second" or "2nd" or "2" or "two" or "latter" or "الثاني" or "الثانيه" or "التاني" or "التانيه" or "ثاني" or "الاخير" or "الاخيره" or "٢") return 2;
        }
        return null;
    }

    /// <summary>"And the middle one?": a plan that is pointed at, behind a price.</summary>
    private static bool IsOtherPlan(RuleReading reading)
    {
        var points = false;
        foreach (var token in reading.Tokens)
        {
            if (token.Word is "middle" or "other" or "others" or "bigger" or "biggest" or "higher" or "highest" or "next" or "top" or "pro" or "professional" or "basic" or "enterprise"
                || token.Is("الوسطي") || token.Is("المتوسطه") || token.Is("الثانيه") || token.Is("التانيه") || token.Is("الاعلي") || token.Is("الكبيره") || token.Is("الاكبر")
                || token.Is("الاحترافيه") || token.Is("المؤسسات") || token.Is("الموسسات") || token.Is("الاساسيه") || token.Is("غيرها") || token.Is("بعدها")) points = true;
        }
        var begins = reading.Tokens[0].Word is "and" or "what" or "how" or "then" or "طيب" or "وش" or "كم" or "ايش" || reading.Tokens[0].Word.StartsWith('و');
        return points && (reading.Question || begins) && !reading.Tags.Contains("i.subscribe") && !reading.Tags.Contains("i.interest");
    }

    /// <summary>"Not that one, I want Professional": after a no, a plan by its name.</summary>
    private static bool WantsPlan(List<Token> tokens)
    {
        var wants = false;
        foreach (var token in tokens)
        {
            if (token.Word is "want" or "take" or "ابي" or "ابغي" or "ابغا" or "اريد" or "بدي" or "عاوز" or "ودي" or "نبي" or "نبغي" or "خلوها" or "خلها") wants = true;
            else if (wants && (token.Word is "professional" or "basic" or "enterprise" || token.Is("الاحترافيه") || token.Is("الاساسيه") || token.Is("الموسسات"))) return true;
        }
        return false;
    }

    /// <summary>"I want to talk to my customers from one number": whom they want to talk to is not us.</summary>
    private static bool TalksToTheirs(RuleReading reading)
    {
        foreach (var talk in reading.Matches)
        {
            if (talk.Tag != "c.talk") continue;
            foreach (var theirs in reading.Matches)
                if (theirs.Tag == "c.theirs" && theirs.At >= talk.At && theirs.At - talk.At <= 2) return true;
        }
        return false;
    }

    /// <summary>"Arabic or English?": a question which of them, and no wish for one.</summary>
    private static bool NamesBoth(RuleReading reading)
    {
        bool arabic = false, english = false, choice = false;
        foreach (var token in reading.Tokens)
        {
            arabic |= token.Word is "عربي" or "بالعربي" or "العربي" or "عربيه" or "العربيه" or "arabic";
            english |= token.Word is "انجليزي" or "بالانجليزي" or "الانجليزي" or "انجليزيه" or "الانجليزيه" or "انقليزي" or "english";
            choice |= token.Word is "ولا" or "او" or "والا" or "ام" or "or" or "both" or "كلها";
        }
        return arabic && english && choice;
    }

    /// <summary>"It was complicated and all English": the language of something else, told and not wished.</summary>
    private static bool Describes(RuleReading reading)
    {
        foreach (var token in reading.Tokens)
            if (token.Word is "كان" or "كانت" or "كله" or "كلها" or "وكله" or "وكلها" or "was" or "were" or "interface" or "الواجهه" or "واجهه" or "شاشاته") return true;
        return false;
    }

    /// <summary>
    /// The reading says less than it knows: of labelled messages that it never saw, those it was half sure of were right nineteen times in twenty.
    /// </summary>
    private static double Calibrated(double confidence) => confidence switch
    {
        < 0.4 => confidence,
        < 0.5 => 0.4 + (confidence - 0.4) * 3.2,
        < 0.6 => 0.72 + (confidence - 0.5) * 1.4,
        < 0.8 => 0.86 + (confidence - 0.6) * 0.2,
        _ => Math.Max(confidence, 0.9),
    };

    /// <summary>"Our customers complain that nobody answers": what they suffer from, told as a reason to come to us. One of ours ("your system") is a complaint.</summary>
    private static bool IsTheirCustomers(RuleReading reading)
    {
        foreach (var theirs in reading.Matches)
        {
            if (theirs.Tag != "c.theirs") continue;
            for (var i = theirs.At; i < Math.Min(reading.Tokens.Count, theirs.At + theirs.Length + 3); i++)
            {
                var word = reading.Tokens[i].Word;
                if (!(word.StartsWith("complain", StringComparison.Ordinal) || word.Contains("شتكي", StringComparison.Ordinal) || word.Contains("شتكو", StringComparison.Ordinal)
                    || word.Contains("يشكون", StringComparison.Ordinal) || word.Contains("تذمر", StringComparison.Ordinal) || word.Contains("زعل", StringComparison.Ordinal))) continue;
                return !reading.Tokens.Exists(t => t.Word is "your" or "u" or "ur" or "yours" or "عندكم" or "حقكم" or "تبعكم" or "منكم" or "نظامكم" or "خدمتكم" or "برنامجكم")
                    || reading.Tokens.Exists(t => t.Word is "want" or "need" or "نبي" or "نبغي" or "ابي" or "ابغي" or "نحتاج" or "محتاجين");
            }
        }
        return false;
    }

    private static bool IsForGood(List<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Word is "ابد" or "ابدا" or "نهاييا" or "مجددا" or "again" or "ever" or "anymore"
                || tokens[i].Word == "بعد" && i + 1 < tokens.Count && tokens[i + 1].Word is "اليوم" or "الان") return true;
        }
        return false;
    }

    /// <summary>"Don't call, write": who says how to be reached wants to be reached.</summary>
    private static bool NamesAnotherWay(List<Token> tokens)
    {
        for (var i = 2; i < tokens.Count; i++)
        {
            if (tokens[i].Word is "راسلوني" or "راسلني" or "كلموني" or "كلمني" or "اكتب" or "اكتبوا" or "اكتبلي" or "بدال" or "instead" or "rather") return true;
            if (tokens[i].Word is "افضل" or "احسن" or "better" && i + 1 < tokens.Count && tokens[i + 1].Word is "لي" or "for") return true;
            if (tokens[i].Word is "call" or "text" or "email" or "message" or "write" && i + 1 < tokens.Count && tokens[i + 1].Word == "me"
                && tokens[i - 1].Word is "just" or "please" or "only" or "then") return true;
        }
        return false;
    }

    private static bool IsGrievance(RuleReading reading)
    {
        foreach (var rune in reading.Text.EnumerateRunes())
            if (rune.Value is 0x1F621 or 0x1F92C or 0x1F620) return true;
        return IsGrievance(reading.Tags);
    }

    private static bool IsGrievance(HashSet<string> tags) =>
        tags.Contains("i.complaint") || tags.Contains("c.angry") || tags.Contains("c.insult") || tags.Contains("c.refund") || tags.Contains("c.law") || tags.Contains("i.legal");

    private static Meaning Ruled(RuleReading reading) => new(reading.Intent, reading.Objection, reading.Confidence, reading.Intent);

    private static string Kind(string intent) => HandOvers.Contains(intent) ? intent : intent switch
    {
        Intent.Price or Intent.Inquiry => "ask",
        Intent.Thanks or Intent.Goodbye or Intent.Greeting => "courtesy",
        Intent.Answer or Intent.Affirm or Intent.Interest => "agree",
        Intent.Deny => Intent.Objection,
        _ => intent,
    };

    /// <summary>Facts that were read into words which mean something else.</summary>
    private static void Forget(Dictionary<string, string> entities, string label)
    {
        switch (label)
        {
            // The amount in "three hundred is a lot" is our price, not their budget.
            case "objection.expensive" or "objection.cheaper_exists" or Intent.Price or Intent.Negotiation: entities.Remove(LeadFacts.Budget); break;
            case "objection.ask_partner": entities.Remove(LeadFacts.Role); break;
            case "objection.call_later" or "objection.not_now":
                entities.Remove(LeadFacts.Date);
                entities.Remove(LeadFacts.Time);
                break;
        }
    }
}
