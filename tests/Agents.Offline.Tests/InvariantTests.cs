using System.Text.RegularExpressions;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tests;

public sealed partial class InvariantTests
{
    private static readonly IReadOnlyList<Utterance> Arabic = [.. GoldenSet.Load("ar.dev.txt"), .. GoldenSet.Load("ar.holdout.txt")];
    private static readonly IReadOnlyList<Utterance> English = [.. GoldenSet.Load("en.dev.txt"), .. GoldenSet.Load("en.holdout.txt")];

    private static readonly Dictionary<string, string[]> SlotQuestions = Slots(["sector", "need", "employees", "timeline", "role"]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_said_in_whatever_order_the_promises_hold(int seed)
    {
        var random = new Random(seed);
        var english = seed % 2 == 0;
        var tenant = seed % 3 == 0 ? TestTenants.Clinic : TestTenants.Platform;
        var talk = new Dialogue(tenant, english ? "en" : "ar", seed % 5 == 0 ? null : english ? "Sara" : "سارة");
        var said = "";
        for (var i = 0; i < 25; i++)
        {
            var set = english ? English : Arabic;
            var text = set[random.Next(set.Count)].Text;
            said += " " + text;
            var before = new HashSet<string>(talk.Facts.Keys);
            var answer = talk.Say(text);
            var reply = talk.Reply;
            Assert.NotEmpty(reply);
            Assert.Single(answer.Messages);
            Assert.True(reply.Count(c => c is '?' or '؟') <= 1, $"{text} => {reply}");
            Assert.True(reply.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length <= 250, reply);
            Assert.True(reply.EnumerateRunes().Count(r => r.Value is >= 0x1F300 and <= 0x1FAFF) <= 2, reply);
            Assert.DoesNotMatch(ClaimsHumanity(), reply);
            Assert.DoesNotContain("{", reply, StringComparison.Ordinal);
            Assert.InRange(answer.Output.Confidence, 0.05, 0.99);
            Assert.InRange(answer.Output.Sentiment, 0, 100);
            Assert.Contains(answer.Output.IntentDetected,
                new[] { "inquiry", "objection", "interest", "booking_request", "complaint", "opt_out", "off_topic", "greeting", "language_switch" });
            Assert.Contains(answer.Output.ActionTaken, new[] { "responded", "escalated", "opted_out" });
            Assert.Equal(answer.Output.ActionTaken == "escalated", answer.Output.Escalation is not null);
            foreach (var button in answer.Messages[0].Buttons ?? []) Assert.InRange(button.Title.Length, 1, 20);
            Assert.True((answer.Messages[0].Buttons?.Count ?? 0) <= 3);
            AssertNumbers(tenant, said, reply, text);
            foreach (var (slot, questions) in SlotQuestions)
            {
                if (!before.Contains(slot) && !answer.Facts.ContainsKey(slot)) continue;
                Assert.DoesNotContain(questions, q => reply.Contains(q, StringComparison.Ordinal));
            }
            if (ArabicText.IsArabic(text) == true && answer.Output.IntentDetected != "language_switch") Assert.Equal("ar", answer.Output.Language);
            Assert.Equal(answer.Output.Language == "ar", MostlyArabic(tenant, reply));
        }
    }

    [Fact]
    public void Texts_that_do_not_fit_are_refused_with_their_key()
    {
        Assert.Contains("'a'", Assert.Throws<InvalidDataException>(() => new TextCatalogue("""{"a":["س {x}"]}""", """{"a":["b"]}""")).Message, StringComparison.Ordinal);
        Assert.Contains("'b'", Assert.Throws<InvalidDataException>(() => new TextCatalogue("""{"b":["س"]}""", """{"c":["b"]}""")).Message, StringComparison.Ordinal);
        Assert.Contains("'ask.a'", Assert.Throws<InvalidDataException>(() => new TextCatalogue("""{"ask.a":["س"]}""", """{"ask.a":["b?"]}""")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "one")]
    [InlineData(2, "two")]
    [InlineData(3, "few")]
    [InlineData(10, "few")]
    [InlineData(11, "many")]
    [InlineData(99, "many")]
    [InlineData(100, "other")]
    [InlineData(103, "few")]
    [InlineData(111, "many")]
    public void Arabic_counts_have_six_forms(int count, string form) => Assert.Equal(form, Language.ArabicPlural.Category(count, "ar"));

    /// <summary>Numbers may come from prices, features, facts and the customer; days and times only of proposed slots.</summary>
    private static void AssertNumbers(TenantView tenant, string said, string reply, string text)
    {
        var allowed = string.Join(' ', tenant.PriceList.SelectMany(p => p.FeaturesAr.Concat(p.FeaturesEn)))
            + " " + string.Join(' ', tenant.Knowledge.Select(k => k.TextAr + " " + k.TextEn)) + " " + ArabicText.AsciiDigits(said);
        var numbers = Number().Matches(allowed).Select(m => m.Value)
            .Concat(tenant.PriceList.Select(p => p.Price.Amount.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture))).ToHashSet();
        var rest = DayAndTime().Replace(reply, " ");
        // Words of a number ("twenty") are the customer's own too; they come back as digits only in the count of staff.
        rest = Staff().Replace(rest, " ");
        foreach (Match match in Number().Matches(rest)) Assert.True(numbers.Contains(match.Value), $"{match.Value} in «{reply}» after «{text}»");
    }

    private static bool MostlyArabic(TenantView tenant, string reply)
    {
        foreach (var item in tenant.PriceList) reply = reply.Replace(item.NameEn, "", StringComparison.Ordinal);
        return ArabicText.IsArabic(reply.Replace(tenant.CompanyName, "", StringComparison.Ordinal)) == true;
    }

    private static Dictionary<string, string[]> Slots(string[] names) => names.ToDictionary(
        n => n, n => TextCatalogue.Default.Variants("ar", "ask." + n).Concat(TextCatalogue.Default.Variants("en", "ask." + n)).ToArray());

    [GeneratedRegex(@"\d[\d,.]*\d|\d")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d{1,2}:\d{2}|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر)")]
    private static partial Regex DayAndTime();

    [GeneratedRegex(@"\d+ (?:موظف|employees)")]
    private static partial Regex Staff();

    [GeneratedRegex(@"أنا (?:إنسان|شخص حقيقي|موظف)|I'm (?:a )?(?:human|a real person)|I am (?:a )?(?:human|real person)", RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsHumanity();
}
