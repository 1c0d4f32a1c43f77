using SalesFlow.Templates;
using static SalesFlow.Grains.Tests.Templates.TemplateRulesTests;

namespace SalesFlow.Grains.Tests.Templates;

/// <summary>How places are filled, and how long the words are then.</summary>
public sealed class TemplateTextTests
{
    [Fact]
    public void Places_are_filled_and_values_trimmed()
    {
        var text = TemplateText.Render(Whatsapp, "ar", Values(("contact_name", " سارة "), ("company_name", "عيادات النور")));
        Assert.Equal("مرحباً سارة، معكم عيادات النور. كيف نخدمكم؟", text.Body);
        Assert.Empty(text.Faults);
        Assert.Equal(text.Body.Length, text.Characters);
        Assert.Null(text.Sms);
    }

    [Fact]
    public void Missing_long_unknown_and_broken_values_are_named()
    {
        var text = TemplateText.Render(Whatsapp, "en", Values(("contact_name", new string('x', 61)), ("city", "Riyadh")));
        Assert.Equal(
            [new("values.contact_name", "too_long", "60"), new("values.company_name", "missing"), new("values.city", "unknown_value")], text.Faults);
        Assert.Contains("{{company_name}}", text.Body, StringComparison.Ordinal);
        Assert.Equal([new("values.contact_name", "one_line")], TemplateText.Render(Whatsapp, "en", Values(("contact_name", "a\nb"), ("company_name", "c"))).Faults);
        // A letter may hold lines.
        Assert.Empty(TemplateText.Render(Letter, "en", Values(("contact_name", "a\nb"), ("company_name", "c"))).Faults);
        Assert.Equal([new("values.contact_name", "control")], TemplateText.Render(Letter, "en", Values(("contact_name", "a\u202Eb"), ("company_name", "c"))).Faults);
    }

    [Fact]
    public void A_value_cannot_bring_places_of_its_own()
    {
        var text = TemplateText.Render(Whatsapp, "en", Values(("contact_name", "{{company_name}}"), ("company_name", "Elite")));
        Assert.Equal("Hello {{company_name}}, this is Elite. How can we help?", text.Body);
    }

    [Fact]
    public void An_optional_value_that_is_absent_leaves_no_gap()
    {
        var letter = Letter with { Variables = [Name with { Required = false }, Company] };
        Assert.Equal("Hello, this is Elite. How can we help?", TemplateText.Render(letter, "en", Values(("company_name", "Elite"))).Body);
    }

    [Fact]
    public void The_link_that_stops_letters_is_needed_to_send_and_shown_as_it_stands_in_a_preview()
    {
        var letter = Letter with { BodyEn = Letter.BodyEn + "\n{{unsubscribe_link}}" };
        var values = Values(("contact_name", "Sara"), ("company_name", "Elite"));
        Assert.Equal([new("values.unsubscribe_link", "missing")], TemplateText.Render(letter, "en", values).Faults);
        var preview = TemplateText.Render(letter, "en", values, preview: true);
        Assert.Empty(preview.Faults);
        Assert.EndsWith("\n{{unsubscribe_link}}", preview.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filled_body_that_is_too_long_for_its_channel_is_told()
    {
        var open = Whatsapp with { Variables = [Name with { MaxLength = 1024 }, Company] };
        Assert.Contains(new TemplateFault("body", "too_long", "1024"), TemplateText.Render(open, "en", Values(("contact_name", new string('x', 1000)), ("company_name", "c"))).Faults);
        var sms = Sms("موعدكم {{contact_name}} غداً", "See you {{contact_name}}", Name with { MaxLength = 500 });
        var text = TemplateText.Render(sms, "ar", Values(("contact_name", new string('س', 130))));
        Assert.Equal([new("body", "sms_too_long")], text.Faults);
        Assert.Equal(3, text.Sms!.Parts);
    }

    [Theory]
    [InlineData("hello", "gsm7", 5, 1, 155)]
    [InlineData("", "gsm7", 0, 1, 160)]
    [InlineData("price: 5€", "gsm7", 10, 1, 150)]
    [InlineData("مرحبا", "ucs2", 5, 1, 65)]
    [InlineData("hi 👋", "ucs2", 5, 1, 65)]
    public void Units_follow_the_alphabet(string text, string encoding, int units, int parts, int left) =>
        Assert.Equal(new SmsLength(encoding, units, parts, left), SmsLength.Of(text));

    [Theory]
    [InlineData('s', 160, 1)]
    [InlineData('s', 161, 2)]
    [InlineData('s', 306, 2)]
    [InlineData('s', 307, 3)]
    [InlineData('س', 70, 1)]
    [InlineData('س', 71, 2)]
    [InlineData('س', 134, 2)]
    [InlineData('س', 135, 3)]
    public void Parts_of_a_longer_message_are_shorter(char letter, int count, int parts) => Assert.Equal(parts, SmsLength.Of(new string(letter, count)).Parts);

    [Fact]
    public void No_character_is_cut_in_two_by_a_parts_end()
    {
        // 152 units, then a euro sign of two units: it begins the second part.
        var text = new string('s', 152) + "€" + new string('s', 151);
        Assert.Equal(new SmsLength("gsm7", 305, 2, 0), SmsLength.Of(text));
        Assert.Equal(3, SmsLength.Of(text + "s").Parts);
        // The same with a pair of UTF-16 units.
        Assert.Equal(3, SmsLength.Of(new string('س', 66) + "👋" + new string('س', 66)).Parts);
    }

    [Fact]
    public void In_metas_form_every_place_has_a_number_of_its_own_and_an_example()
    {
        var content = Whatsapp with
        {
            HeaderEn = "For {{contact_name}}",
            HeaderAr = "إلى {{contact_name}}",
            BodyEn = "Hello {{ contact_name }}, {{company_name}} here: is {{contact_name}} right?",
            Buttons = [new(TemplateButtonKind.QuickReply, "نعم", "Yes"), new(TemplateButtonKind.Url, "صفحة", "Page", "https://example.com/{{company_name}}")],
        };
        var form = WhatsappForm.Of(content, "en");
        Assert.Equal("Hello {{1}}, {{2}} here: is {{3}} right?", form.Text.Body);
        Assert.Equal(["Noura", "Elite Company", "Noura"], form.BodyExamples);
        Assert.Equal(["contact_name", "company_name", "contact_name"], form.Parameters.Body);
        Assert.Equal("For {{1}}", form.Text.Header);
        Assert.Equal(["Noura"], form.HeaderExamples);
        Assert.Equal("https://example.com/{{1}}", form.Text.Buttons[1].Url);
        Assert.Equal([new TemplateButtonParameter(1, "company_name")], form.Parameters.Buttons);
        Assert.Equal("https://example.com/Elite Company", form.ButtonExamples[1]);
    }

    internal static Dictionary<string, string?> Values(params (string Name, string? Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);
}
