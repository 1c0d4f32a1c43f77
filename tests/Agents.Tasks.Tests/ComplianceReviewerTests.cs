using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

/// <summary>The compliance reviewer's consents, severities, terms and whom it tells.</summary>
public sealed class ComplianceReviewerTests
{
    private static readonly TaskBench Bench = new("compliance_reviewer");

    private static JsonElement Review(string input) => Bench.Answer(input).Output;

    private static string[] Targets(string content) => [.. Bench.Answer(JsonSerializer.Serialize(new { review_type = "process_review",
        content })).Escalations.Select(e => e.Target)];

    [Fact]
    public void Consent_is_never_presumed()
    {
        foreach (var status in Review("""{"review_type":"consent_audit","consents":{"fax":"granted"},"content":"The customer surely agrees."}""").GetProperty("consent_status").EnumerateObject())
            Assert.Equal("not_obtained", status.Value.GetString());
    }

    [Theory]
    [InlineData("""{"whatsapp":true}""", "obtained")]
    [InlineData("""{"WhatsApp":{"status":"Opted_In"}}""", "obtained")]
    [InlineData("""[{"channel":"واتساب","الحالة":"موافق"}]""", "obtained")]
    [InlineData("""{"whatsapp":"pending"}""", "not_obtained")]
    [InlineData("""{"whatsapp":"maybe"}""", "not_obtained")]
    [InlineData("""{"whatsapp":{"status":"granted","withdrawn_at":"2026-02-01"}}""", "withdrawn")]
    [InlineData("""{"whatsapp":{"status":"granted","expires_at":"2026-02-01"}}""", "expired")]
    [InlineData("""{"whatsapp":{"status":"granted","expires_at":"2027-02-01"}}""", "obtained")]
    [InlineData("""[{"channel":"all","status":"granted"}]""", "obtained")]
    public void A_record_says_what_it_says(string consents, string status) =>
        Assert.Equal(status, Review($$"""{"review_type":"consent_audit","consents":{{consents}}}""").GetProperty("consent_status").GetProperty("whatsapp").GetString());

    [Theory]
    [InlineData("We share customer data with a marketing partner without consent.", "data_sharing", "critical")]
    [InlineData("نشارك بيانات العملاء مع شركة أخرى.", "data_sharing", "high")]
    [InlineData("We bought a database of phone numbers.", "data_collection", "high")]
    [InlineData("اشترينا قاعدة بيانات أرقام.", "data_collection", "high")]
    [InlineData("Customer data is stored on servers in Germany.", "data_sharing", "high")]
    [InlineData("نحتفظ ببيانات العملاء للأبد.", "data_retention", "high")]
    [InlineData("We ignored the deletion request of the customer.", "rights_violation", "high")]
    [InlineData("حدث تسريب بيانات العملاء أمس.", "disclosure", "critical")]
    [InlineData("نسجل المكالمات كلها.", "disclosure", "high")]
    [InlineData("The box for marketing consent is pre ticked.", "consent", "high")]
    [InlineData("We collect a copy of the national id and religion from every lead.", "data_collection", "high")]
    public void A_practice_is_found_with_its_weight(string content, string category, string severity)
    {
        var output = Review(JsonSerializer.Serialize(new { review_type = "process_review", content }));

        var violation = output.GetProperty("violations").EnumerateArray().First(v => v.GetProperty("category").GetString() == category);
        Assert.Equal(severity, violation.GetProperty("severity").GetString());
        Assert.DoesNotContain("Article", violation.GetProperty("regulation_reference").GetString()!, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("المادة", violation.GetProperty("regulation_reference").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("لا نشارك بيانات العملاء مع أي طرف ثالث، ونحذف البيانات عند الطلب.")]
    [InlineData("We never sell data to third parties and never contact people without consent.")]
    [InlineData("Calls are recorded after we inform the customer and obtain consent.")]
    public void A_practice_that_keeps_the_rules_breaks_none(string content) =>
        Assert.Equal("none", Review(JsonSerializer.Serialize(new { review_type = "process_review", content })).GetProperty("risk_level").GetString());

    [Fact]
    public void The_risk_is_the_gravest_severity()
    {
        var output = Review("""{"review_type":"process_review","content":"We have the best platform in Saudi. We share customer data with a partner without consent."}""");
        Assert.Equal(output.GetProperty("violations").EnumerateArray().Min(v =>
            ComplianceRules.Severities.ToList().IndexOf(v.GetProperty("severity").GetString()!)),
            ComplianceRules.Severities.ToList().IndexOf(output.GetProperty("risk_level").GetString()!));
        Assert.True(output.GetProperty("requires_dpo_review").GetBoolean());
    }

    [Theory]
    [InlineData("2026-11-22T08:59:00+03:00", "whatsapp", true)]
    [InlineData("2026-11-22T09:00:00+03:00", "whatsapp", false)]
    [InlineData("2026-11-22T21:00:00+03:00", "whatsapp", true)]
    [InlineData("2026-11-27T12:00:00+03:00", "whatsapp", true)]
    [InlineData("2026-11-22T09:30:00+03:00", "call", true)]
    [InlineData("2026-11-22T17:59:00+03:00", "call", false)]
    [InlineData("2026-11-22T16:00:00+03:00", "email", true)]
    public void Quiet_hours_are_kept(string at, string channel, bool broken) =>
        Assert.Equal(broken, Review($$"""{"review_type":"template_review","channel":"{{channel}}","consents":[{"channel":"{{channel}}","status":"granted","date":"2026-01-01","source":"form"}],"sent_at":"{{at}}","content":"Reminder of your appointment tomorrow."}""")
            .GetProperty("violations").EnumerateArray().Any(v => v.GetProperty("description_en").GetString()!.Contains("hours",
            StringComparison.Ordinal)));

    [Theory]
    [InlineData("2026-11-20T10:00:00Z", null, "rights_violation")]
    [InlineData("2026-11-22T10:00:00Z", null, null)]
    [InlineData("2026-10-01T10:00:00Z", "2026-10-20T10:00:00Z", "rights_violation")]
    public void A_request_is_acknowledged_in_48_hours_and_done_in_30_days(string asked, string? done, string? category)
    {
        const string Content = "A customer asked for a copy.", At = "2026-11-23T09:00:00Z";
        var input = JsonSerializer.Serialize(new { review_type = "process_review", content = Content, request_received_at = asked, completed_at = done, now = At });
        Assert.Equal(category, Review(input).GetProperty("violations").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } v
            ? v.GetProperty("category").GetString() : null);
    }

    [Theory]
    [InlineData("The ministry sent a letter of inquiry about our records.", "legal")]
    [InlineData("A customer complained to the regulator about us.", "legal")]
    [InlineData("Customer data is stored on servers in Ireland.", "dpo")]
    [InlineData("The customer asks us to delete their personal data.", "dpo")]
    [InlineData("All customers were messaged without consent.", "legal")]
    [InlineData("All customers were messaged without consent.", "management")]
    [InlineData("We messaged people without consent and may get a fine.", "management")]
    [InlineData("An affiliate messaged people without consent.", "management")]
    [InlineData("حصل تسرب لبيانات العملاء.", "dpo")]
    public void Whoever_must_know_is_told(string content, string target) => Assert.Contains(target, Targets(content));

    [Fact]
    public void Other_peoples_data_is_masked_in_the_evidence() =>
        Assert.DoesNotContain("551234567", Review("""{"review_type":"conversation_review","transcript":[{"from":"lead","text":"who?"},{"from":"agent","text":"Our customer Ali, 0551234567"}]}""").GetRawText(), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"review_type":7,"consents":"yes","content":""}""")]
    [InlineData("""{"content":{"a":[[["deep text here"]]]},"age":-5,"retention_days":999999999999}""")]
    public void Odd_inputs_give_a_valid_review(string input) => Assert.InRange(Bench.Answer(input).Confidence, 0, 1);
}
