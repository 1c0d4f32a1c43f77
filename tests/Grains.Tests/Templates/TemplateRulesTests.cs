using SalesFlow.Templates;

namespace SalesFlow.Grains.Tests.Templates;

/// <summary>What a template must be like, and that every fault names its field.</summary>
public sealed class TemplateRulesTests
{
    internal static TemplateVariable Name => new("contact_name", true, "نورة", "Noura", 60);

    internal static TemplateVariable Company => new("company_name", true, "شركة النخبة", "Elite Company", 80);

    internal static TemplateContent Whatsapp => new(
        "متابعة", "Follow-up", TemplateChannel.Whatsapp, TemplateCategory.Followup, WhatsappCategory.Utility, null, null,
        "مرحباً {{contact_name}}، معكم {{company_name}}. كيف نخدمكم؟", "Hello {{contact_name}}, this is {{company_name}}. How can we help?", null, null, null, null, [],
        [Name, Company]);

    internal static TemplateContent Sms(string ar, string en, params TemplateVariable[] variables) =>
        Whatsapp with { Channel = TemplateChannel.Sms, WhatsappCategory = null, BodyAr = ar, BodyEn = en, Variables = variables };

    internal static TemplateContent Letter => Whatsapp with { Channel = TemplateChannel.Email, WhatsappCategory = null, SubjectAr = "موعدنا", SubjectEn = "Our meeting" };

    [Fact]
    public void A_good_template_of_every_channel_has_no_fault()
    {
        Assert.Empty(TemplateRules.Faults(Whatsapp));
        Assert.Empty(TemplateRules.Faults(Letter));
        Assert.Empty(TemplateRules.Faults(Sms("موعدكم غداً", "See you tomorrow")));
        Assert.Empty(TemplateRules.Faults(Whatsapp with { Channel = TemplateChannel.Voice, WhatsappCategory = null }));
        Assert.Empty(TemplateRules.Faults(Whatsapp with { BodyEn = null, NameEn = "Only Arabic" }));
    }

    [Fact]
    public void Every_place_is_declared_and_every_variable_used()
    {
        Has(Whatsapp with { Variables = [Name] }, "bodyAr", "undeclared", "company_name");
        Has(Whatsapp with { Variables = [Name] }, "bodyEn", "undeclared", "company_name");
        Has(Whatsapp with { Variables = [Name, Company, Name with { Name = "city" }] }, "variables[2].name", "unused", "city");
        Has(Whatsapp with { Variables = [Name, Company, Name] }, "variables[2].name", "twice");
        Has(Whatsapp with { Variables = [Name with { Name = "Name" }, Company] }, "variables[0].name", "variable_name");
        Has(Letter with { Variables = [Name, Company, Name with { Name = "unsubscribe_link" }] }, "variables[2].name", "built_in");
    }

    [Fact]
    public void Both_languages_have_the_same_places()
    {
        Has(Whatsapp with { BodyEn = "Hello, this is {{company_name}}. How can we help?" }, "bodyEn", "languages_differ", "contact_name");
        Has(Whatsapp with { BodyAr = "مرحباً، معكم {{company_name}}. كيف نخدمكم؟" }, "bodyAr", "languages_differ", "contact_name");
        // Where they stand is each language's own affair.
        Assert.Empty(TemplateRules.Faults(Letter with { SubjectAr = "إلى {{contact_name}}", BodyAr = "معكم {{company_name}}، كيف نخدمكم؟" }));
    }

    [Theory]
    [InlineData("{{contact_name}} مرحباً، معكم {{company_name}}.", "placeholder_at_edge")]
    [InlineData("مرحباً {{contact_name}}، معكم {{company_name}} ", "placeholder_at_edge")]
    [InlineData("مرحباً {{contact_name}} {{company_name}} كيف نخدمكم؟", "placeholders_adjacent")]
    [InlineData("مرحباً {contact_name} و{{contact_name}} من {{company_name}}.", "placeholder_style")]
    [InlineData("مرحباً {{ContactName}} و{{contact_name}} من {{company_name}}.", "placeholder_style")]
    [InlineData("مرحباً {{1}} و{{contact_name}} من {{company_name}}.", "placeholder_style")]
    public void A_whatsapp_body_keeps_metas_rules_of_places(string body, string rule) => Has(Whatsapp with { BodyAr = body }, "bodyAr", rule);

    [Fact]
    public void Whatsapp_has_its_limits()
    {
        var longest = Whatsapp with { BodyAr = new string('س', 984) + " {{contact_name}} و{{company_name}}، س" };
        Assert.Equal(1024, longest.BodyAr!.Length + 2);
        Assert.Empty(TemplateRules.Faults(longest with { BodyAr = longest.BodyAr + "سس" }));
        Has(longest with { BodyAr = longest.BodyAr + "سسس" }, "bodyAr", "too_long", "1024");
        Has(Whatsapp with { HeaderAr = new string('س', 61) }, "headerAr", "too_long", "60");
        Has(Whatsapp with { FooterEn = new string('s', 61) }, "footerEn", "too_long", "60");
        Has(Whatsapp with { FooterEn = "From {{company_name}}" }, "footerEn", "no_placeholder");
        Has(Whatsapp with { HeaderEn = "{{contact_name}} and {{company_name}}" }, "headerEn", "one_placeholder");
        Has(Whatsapp with { Variables = [Name with { Required = false }, Company] }, "variables[0].required", "whatsapp_required");
        Has(Whatsapp with { WhatsappCategory = null }, "whatsappCategory", "required");
        Has(Whatsapp with { SubjectAr = "موضوع" }, "subjectAr", "email_only");
    }

    [Fact]
    public void Buttons_are_ten_at_most_with_one_phone_and_two_pages()
    {
        static TemplateButton Quick(int i) => new(TemplateButtonKind.QuickReply, "زر " + i, "Button " + i);
        static TemplateButton Page(string url = "https://example.com/") => new(TemplateButtonKind.Url, "صفحة", "Page", url);
        var phone = new TemplateButton(TemplateButtonKind.Phone, "اتصال", "Call", Phone: "+966501234567");
        Assert.Empty(TemplateRules.Faults(Whatsapp with { Buttons = [.. Enumerable.Range(1, 7).Select(Quick), Page(), Page(), phone] }));
        Has(Whatsapp with { Buttons = [.. Enumerable.Range(1, 11).Select(Quick)] }, "buttons", "too_many", "10");
        Has(Whatsapp with { Buttons = [phone, phone] }, "buttons", "one_phone");
        Has(Whatsapp with { Buttons = [Page(), Page(), Page()] }, "buttons", "two_urls");
        Has(Whatsapp with { Buttons = [Quick(1), Page(), Quick(2)] }, "buttons", "button_order");
        Has(Whatsapp with { Buttons = [Quick(1) with { TextAr = new string('س', 26) }] }, "buttons[0].textAr", "too_long", "25");
        Has(Whatsapp with { Buttons = [Quick(1) with { TextEn = "Hi {{contact_name}}" }] }, "buttons[0].textEn", "no_placeholder");
        Has(Whatsapp with { Buttons = [Page("ftp://example.com")] }, "buttons[0].url", "url");
        Has(Whatsapp with { Buttons = [Page("https://example.com/{{contact_name}}/x")] }, "buttons[0].url", "url_placeholder");
        Has(Whatsapp with { Buttons = [phone with { Phone = "0501234567" }] }, "buttons[0].phone", "phone");
        Has(Letter with { Buttons = [Quick(1)] }, "buttons", "whatsapp_only");
    }

    [Fact]
    public void A_short_message_is_two_parts_at_most_with_its_examples()
    {
        Assert.Empty(TemplateRules.Faults(Sms(new string('س', 134), new string('s', 306))));
        Has(Sms(new string('س', 135), "s"), "bodyAr", "sms_too_long");
        Has(Sms("س", new string('s', 307)), "bodyEn", "sms_too_long");
        // What counts is what customers get.
        Has(Sms(new string('س', 130) + "{{contact_name}}", "s {{contact_name}}", Name with { ExampleAr = "نورة العتيبي" }), "bodyAr", "sms_too_long");
    }

    [Fact]
    public void A_letter_has_a_subject_of_sixty_characters()
    {
        Has(Letter with { SubjectAr = null }, "subjectAr", "required");
        Has(Letter with { SubjectEn = new string('s', 61) }, "subjectEn", "too_long", "60");
        Has(Letter with { SubjectEn = "Two\nlines" }, "subjectEn", "one_line");
        Has(Letter with { WhatsappCategory = WhatsappCategory.Utility }, "whatsappCategory", "whatsapp_only");
        Has(Whatsapp with { BodyAr = "أوقف {{unsubscribe_link}} عن {{contact_name}} و{{company_name}}." }, "bodyAr", "email_only_link");
    }

    [Fact]
    public void The_first_word_to_somebody_says_whose_it_is_and_how_to_stop_it()
    {
        var first = Whatsapp with { Category = TemplateCategory.Outreach, FooterAr = "للإيقاف أرسل: إيقاف", FooterEn = "To stop, send: STOP" };
        Assert.Empty(TemplateRules.Faults(first));
        Has(first with { FooterAr = null }, "bodyAr", "opt_out");
        Has(first with { FooterEn = "Thank you" }, "bodyEn", "opt_out");
        Assert.Empty(TemplateRules.Faults(first with { FooterEn = null, FooterAr = null, Buttons = [new(TemplateButtonKind.QuickReply, "إيقاف", "STOP")] }));
        var nobody = first with { BodyAr = "مرحباً {{contact_name}}، كيف نخدمكم؟", BodyEn = "Hello {{contact_name}}, how can we help?", Variables = [Name] };
        Has(nobody, "bodyAr", "identity");
        Has(nobody, "bodyEn", "identity");
        var letter = Letter with { Category = TemplateCategory.Outreach };
        Has(letter, "bodyAr", "unsubscribe");
        Assert.Empty(TemplateRules.Faults(letter with { BodyAr = letter.BodyAr + " {{unsubscribe_link}}", BodyEn = letter.BodyEn + " {{unsubscribe_link}}" }));
    }

    [Fact]
    public void Examples_are_there_and_short_enough()
    {
        Has(Whatsapp with { Variables = [Name with { ExampleAr = null }, Company] }, "variables[0].exampleAr", "required");
        Has(Whatsapp with { Variables = [Name with { MaxLength = 3 }, Company] }, "variables[0].exampleAr", "too_long", "3");
        Has(Whatsapp with { Variables = [Name with { MaxLength = 0 }, Company] }, "variables[0].maxLength", "max_length");
        Assert.Empty(TemplateRules.Faults(Whatsapp with { BodyEn = null, Variables = [Name with { ExampleEn = null }, Company with { ExampleEn = null }] }));
    }

    [Theory]
    [InlineData("welcome", true)]
    [InlineData("follow_up_2", true)]
    [InlineData("2_follow", false)]
    [InlineData("Welcome", false)]
    [InlineData("wel-come", false)]
    [InlineData("welcome@900", false)]
    [InlineData("", false)]
    public void A_code_is_metas_kind_of_name(string code, bool good) => Assert.Equal(good, TemplateRules.IsCode(code));

    private static void Has(TemplateContent content, string field, string rule, string? argument = null) =>
        Assert.Contains(new TemplateFault(field, rule, argument), TemplateRules.Faults(content));
}
