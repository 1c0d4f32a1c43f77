using System.Text.RegularExpressions;
using SalesFlow.Grains.Templates;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Tests.Templates;

/// <summary>The templates that come with the product.</summary>
public sealed partial class MessageTemplateFilesTests
{
    private static readonly string[] Codes =
    [
        "affiliate_acceptance", "affiliate_invite", "affiliate_promotion", "affiliate_rejection", "booking_confirmed", "booking_reminder_1h", "booking_reminder_24h",
        "call_opener", "cold_whatsapp_opener", "complaint_acknowledgment", "data_privacy_acknowledgment", "gentle_reminder", "guarantee_explanation", "hr_escalation",
        "meeting_confirmation", "no_response_followup", "no_show_recovery", "opt_out_confirmation", "proposal_followup", "warm_whatsapp_followup", "welcome",
    ];

    [Fact]
    public void They_are_twenty_one_in_both_languages()
    {
        Assert.Equal(Codes, MessageTemplateFiles.All.Select(t => t.Code).Order(StringComparer.Ordinal));
        Assert.All(MessageTemplateFiles.All, t =>
        {
            Assert.Equal(["ar", "en"], t.Content.Languages());
            Assert.Empty(TemplateRules.Faults(t.Content));
            // Numbers in prices and counts are Western, and Arabic stands without stretched letters.
            Assert.DoesNotMatch("[٠-٩ـ]", t.Content.BodyAr!);
            Assert.Matches("[\u0621-\u064A]", t.Content.BodyAr!);
            Assert.DoesNotMatch("[\u0621-\u064A]", t.Content.BodyEn!);
        });
    }

    [Fact]
    public void None_claims_what_nobody_can_show() => Assert.All(
        MessageTemplateFiles.All.SelectMany(t => new[] { t.Content.BodyAr!, t.Content.BodyEn! }), body => Assert.DoesNotMatch(@"[%٪]|\b40\b|\b500\+", body));

    [Fact]
    public void With_their_examples_they_can_be_sent() => Assert.All(MessageTemplateFiles.All, t => Assert.All(new[] { "ar", "en" }, language =>
    {
        var values = WhatsappForm.Examples(t.Content, language).ToDictionary(v => v.Key, v => v.Value);
        if (TemplateText.Used(t.Content, language).Contains(TemplateText.UnsubscribeLink)) values[TemplateText.UnsubscribeLink] = "https://example.com/u/1";
        var text = TemplateText.Render(t.Content, language, values);
        Assert.Empty(text.Faults);
        Assert.DoesNotContain("{{", text.Body, StringComparison.Ordinal);
    }));

    [Fact]
    public void The_guarantee_is_told_with_all_four_conditions_in_both_languages()
    {
        var guarantee = Find("guarantee_explanation");
        foreach (var body in new[] { guarantee.BodyAr!, guarantee.BodyEn! })
        {
            Assert.Equal(["1.", "2.", "3.", "4."], Point().Matches(body).Select(m => m.Value.Trim()));
            Assert.All(new[] { "30", "20", "50", "14" }, number => Assert.Contains(number, body, StringComparison.Ordinal));
        }
        Assert.Contains("جلسة التهيئة", guarantee.BodyAr, StringComparison.Ordinal);
        Assert.Contains("onboarding", guarantee.BodyEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Promises_are_those_of_the_policies()
    {
        Assert.All(Both("complaint_acknowledgment"), body => Assert.Contains("3", body, StringComparison.Ordinal));
        Assert.All(Both("data_privacy_acknowledgment"), body => Assert.Contains("30", body, StringComparison.Ordinal));
        Assert.All(Both("affiliate_rejection"), body => Assert.Contains("30", body, StringComparison.Ordinal));
        Assert.All(Both("affiliate_promotion"), body => Assert.Contains("48", body, StringComparison.Ordinal));
        Assert.Equal(3, Find("no_show_recovery").Buttons.Count);
    }

    [Theory]
    [InlineData("{\n  \"code\": \"x\",\n  \"channel\": \"pigeon\"\n}", "templates/messages/x.json(3)")]
    [InlineData("{\n  \"code\": \"x\",\n  \"chanel\": \"sms\"\n}", "templates/messages/x.json(3)")]
    [InlineData("{\n  \"code\": \"y\",\n  \"channel\": \"sms\",\n  \"category\": \"sales\"\n}", "templates/messages/x.json(2): code")]
    [InlineData("{\n  \"code\": \"x\",\n  \"channel\": \"sms\",\n  \"category\": \"sales\",\n  \"bodyAr\": \"س\"\n}", "bodyEn: must be there")]
    [InlineData(
        "{\n  \"code\": \"x\",\n  \"nameAr\": \"س\",\n  \"nameEn\": \"s\",\n  \"channel\": \"sms\",\n  \"category\": \"sales\",\n  \"bodyAr\": \"س\",\n  \"bodyEn\": \"{{who}}\"\n}",
        "templates/messages/x.json(8): bodyEn: undeclared (who)")]
    public void A_file_that_is_wrong_is_told_with_its_line(string text, string told) =>
        Assert.Contains(told, Assert.Throws<InvalidOperationException>(() => MessageTemplateFiles.Read("templates/messages/x.json", text)).Message, StringComparison.Ordinal);

    private static TemplateContent Find(string code) => MessageTemplateFiles.All.Single(t => t.Code == code).Content;

    private static string[] Both(string code) => [Find(code).BodyAr!, Find(code).BodyEn!];

    [GeneratedRegex(@"^\d\. ", RegexOptions.Multiline)]
    private static partial Regex Point();
}
