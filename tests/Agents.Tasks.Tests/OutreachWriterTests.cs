using System.Globalization;
using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class OutreachWriterTests
{
    private static readonly string[] Purposes = ["cold_outreach", "follow_up", "re_engagement", "meeting_invite", "post_meeting", "proposal_delivery", "referral_intro"];
    private static readonly string LongName = string.Join(' ', Enumerable.Repeat("مجموعة", 40));

    private readonly TaskBench _bench = new("outreach_writer");

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var channel in (string[])["whatsapp", "email", "sms"])
                foreach (var purpose in Purposes)
                    foreach (var language in (string[])["ar", "en", "bilingual"]) data.Add(channel, purpose, language);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_channel_keeps_its_limits_and_rules(string channel, string purpose, string language)
    {
        foreach (var variant in (string[])["A", "B"])
            foreach (var tone in (string[])["formal", "semi_formal", "friendly"])
                foreach (var name in (string[])["سارة أحمد", LongName])
                    foreach (var position in (int[])[1, 2])
                    {
                        var output = Answer(new
                        {
                            channel, purpose, language, variant, tone, sequence_position = position, context = "we follow up in Excel",
                            lead = new { name, company = name, sector = "restaurant" }, sender = new { name, title = name }, event_name = name, referrer = new { name },
                        });
                        Check(output, channel, language, position == 1);
                    }
    }

    private static void Check(JsonElement output, string channel, string language, bool first)
    {
        var content = output.GetProperty("content");
        var full = content.GetProperty("full_message").GetString()!;
        var check = output.GetProperty("compliance_check");
        Assert.Equal(full.Length, output.GetProperty("character_count").GetInt32());
        Assert.True(check.GetProperty("contains_sender_identity").GetBoolean());
        Assert.DoesNotContain("http", full, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("{", full.Replace("{{unsubscribe_link}}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.InRange(full.Count(c => c is '?' or '؟'), 1, language == "bilingual" ? 8 : 4);
        Assert.Equal(channel != "whatsapp" || first, check.GetProperty("contains_opt_out").GetBoolean());
        Assert.True(check.GetProperty("pdpl_compliant").GetBoolean());
        switch (channel)
        {
            case "whatsapp": Assert.InRange(full.Length, 50, first ? 1_000 : 500); break;
            case "sms": Assert.InRange(full.Length, 30, language == "bilingual" ? 320 : 160); break;
            default:
                Assert.InRange(content.GetProperty("subject_line").GetString()!.Length, 5, 60);
                Assert.InRange(content.GetProperty("body").GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 150, 300);
                Assert.Contains("{{unsubscribe_link}}", full, StringComparison.Ordinal);
                break;
        }
    }

    [Theory]
    [InlineData("""{"lead":{"opted_out":true}}""", "compliance")]
    [InlineData("""{"lead":{"consent":"revoked"}}""", "compliance")]
    [InlineData("""{"channel":"whatsapp","consents":{"whatsapp":"withdrawn","email":"granted"}}""", "compliance")]
    [InlineData("""{"lead":{"do_not_contact":"yes"}}""", "sales_manager")]
    [InlineData("""{"lead":{"status":"do_not_contact"}}""", "sales_manager")]
    public void Who_may_not_be_written_to_gets_nothing(string input, string target)
    {
        var answer = _bench.Answer(input);
        Assert.Equal(target, answer.Escalations[0].Target);
        Assert.Equal("", answer.Output.GetProperty("content").GetProperty("full_message").GetString());
        Assert.Equal(0, answer.Output.GetProperty("character_count").GetInt32());
        Assert.False(answer.Output.GetProperty("compliance_check").GetProperty("pdpl_compliant").GetBoolean());
        Assert.Equal(JsonValueKind.Null, answer.Output.GetProperty("suggested_send_time").ValueKind);
    }

    [Fact]
    public void A_consent_for_one_channel_is_none_for_another()
    {
        const string Consents = "\"consents\":{\"whatsapp\":\"pending\",\"email\":\"granted\"}";
        Assert.False(Pdpl("{\"channel\":\"whatsapp\"," + Consents + "}"));
        Assert.True(Pdpl("{\"channel\":\"email\"," + Consents + "}"));
        bool Pdpl(string input) => _bench.Answer(input).Output.GetProperty("compliance_check").GetProperty("pdpl_compliant").GetBoolean();
    }

    [Theory]
    [InlineData("""{"unanswered_messages":3}""", true)]
    [InlineData("""{"unanswered_messages":2}""", false)]
    [InlineData("""{"sequence_position":4}""", true)]
    [InlineData("""{"sequence_position":3}""", false)]
    [InlineData("""{"sequence_position":4,"replied":true}""", false)]
    public void The_fourth_message_without_an_answer_goes_to_the_sales_manager(string input, bool escalates) =>
        Assert.Equal(escalates, _bench.Answer(input).Escalations.Any(e => e is { Reason: "unanswered", Target: "sales_manager" }));

    [Theory]
    [InlineData("""{"lead":{"sector":"مستشفى"}}""", "compliance", "regulated_sector")]
    [InlineData("""{"lead":{"sector":"bank"}}""", "compliance", "regulated_sector")]
    [InlineData("""{"lead":{"company":"وزارة التعليم"}}""", "compliance", "regulated_sector")]
    [InlineData("""{"context":"offer him 450 SAR per month"}""", "compliance", "unlisted_price")]
    [InlineData("""{"discount_percent":10}""", "compliance", "unlisted_price")]
    [InlineData("""{"lead":{"vip":true}}""", "sales_manager", "vip")]
    [InlineData("""{"context":"mention that we guarantee results"}""", "content", "unverifiable_claims")]
    [InlineData("""{"language":"French"}""", "content", "other_language")]
    public void Each_reason_finds_its_person(string input, string target, string reason) =>
        Assert.Contains(_bench.Answer(input).Escalations, e => e.Target == target && e.Reason == reason);

    [Fact]
    public void Amounts_are_the_price_lists_or_a_variable()
    {
        string Body(string context) => Answer(new { context, language = "en", purpose = "follow_up" }).GetProperty("content").GetProperty("body").GetString()!;
        Assert.Contains("699 SAR a month, VAT included", Body("the 699 SAR plan"), StringComparison.Ordinal);
        Assert.Contains("{{approved_price}}", Body("give them 600 SAR"), StringComparison.Ordinal);
        Assert.DoesNotContain("600", Body("give them 600 SAR"), StringComparison.Ordinal);
        Assert.DoesNotContain("50", Body("50% off"), StringComparison.Ordinal);
    }

    [Fact]
    public void Personalisation_names_only_what_was_given_and_stands_in_the_text()
    {
        var output = Answer(new { lead = new { name = "Huda", company = "Book Store" }, purpose = "meeting_invite", language = "en" });
        Assert.Equal(["company_name", "contact_name"], output.GetProperty("personalization_fields_used").EnumerateArray().Select(f => f.GetString()!));
        var odd = Answer(new { lead = new { name = "{{contact_name}}", company = "see www.evil.example" }, purpose = "meeting_invite", language = "en" });
        Assert.DoesNotContain("evil", odd.GetProperty("content").GetProperty("full_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_variants_differ()
    {
        foreach (var purpose in Purposes)
        {
            string Text(string variant) => Answer(new { purpose, variant, language = "ar" }).GetProperty("content").GetProperty("full_message").GetString()!;
            Assert.NotEqual(Text("A"), Text("B"));
        }
    }

    [Theory]
    [InlineData("عبد الله القحطاني", "عبد الله")]
    [InlineData("Dr. Ahmed Ali", "Dr. Ahmed")]
    [InlineData("أبو فهد", "أبو فهد")]
    [InlineData("Sara Ahmed", "Sara")]
    public void Half_a_name_never_stands_alone(string name, string first) => Assert.Equal(first, OutreachComposer.FirstName(name));

    [Theory]
    [InlineData("email", "2026-11-23T05:00:00Z", "2026-11-23T06:00:00Z")]
    [InlineData("email", "2026-11-23T06:00:00Z", "2026-11-23T08:00:00Z")]
    [InlineData("email", "2026-11-26T11:00:00Z", "2026-11-29T06:00:00Z")]
    [InlineData("whatsapp", "2026-11-23T09:07:00Z", "2026-11-23T09:15:00Z")]
    [InlineData("whatsapp", "2026-11-26T18:00:00Z", "2026-11-29T07:00:00Z")]
    public void Messages_are_proposed_for_workdays_and_their_hours(string channel, string now, string at) =>
        Assert.Equal(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), OutreachWriterEngine.SendTime(channel, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("""{"lead":{"name":"A","company":"B","sector":"retail"}}""", 0.85, 1.0)]
    [InlineData("""{"lead":{"name":"A"}}""", 0.40, 0.64)]
    [InlineData("""{}""", 0.40, 0.64)]
    [InlineData("""{"lead":{"name":"A","company":"B","sector":"quantum weaving"}}""", 0.0, 0.39)]
    public void Sparse_data_and_an_unknown_sector_lower_the_confidence(string input, double from, double to) =>
        Assert.InRange(_bench.Answer(input).Confidence, from, to);

    [Theory]
    [InlineData("""{"lead":{"name":"سارة","company":"مطعم الركن","sector":"مطعم"},"channel":"whatsapp","purpose":"follow_up","sender":{"name":"خالد"}}""")]
    [InlineData("""{"العميل":{"الاسم":"سارة","الشركة":"مطعم الركن","القطاع":"مطاعم"},"القناة":"واتس اب","الغرض":"متابعة","المرسل":{"الاسم":"خالد"}}""")]
    [InlineData("""{"data":{"recipient":{"full_name":"سارة","company_name":"مطعم الركن","industry":"restaurants"},"channel":"WhatsApp","message_purpose":"follow-up","sender_name":"خالد"}}""")]
    public void The_same_order_in_other_names_gets_the_same_message(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal(Answer(new { lead = new { name = "سارة", company = "مطعم الركن", sector = "restaurants" }, purpose = "follow_up", sender = "خالد" })
            .GetProperty("content").GetRawText(), output.GetProperty("content").GetRawText());
    }

    [Theory]
    [InlineData("""{"lead":7,"channel":[],"purpose":{"x":1},"sender":null,"context":[[[]]]}""")]
    [InlineData("""{"sequence_position":1e20,"unanswered_messages":-9,"variant":"Z","language":"??","tone":5}""")]
    public void Odd_inputs_are_answered(string input) => Assert.InRange(_bench.Answer(input).Output.GetProperty("character_count").GetInt32(), 1, 1_000);

    private JsonElement Answer(object input) => _bench.Answer(JsonSerializer.SerializeToElement(input)).Output;
}
