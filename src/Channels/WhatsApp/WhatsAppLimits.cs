namespace SalesFlow.Channels.WhatsApp;

/// <summary>
/// What WhatsApp takes, checked before anything is sent: a message beyond a limit fails with a reason and is never cut. Lengths are UTF-16
/// units, the strictest reading of "characters", so nothing that passes here is refused there for its length.
/// </summary>
internal static class WhatsAppLimits
{
    public const int Text = 4096;
    public const int InteractiveBody = 1024;
    public const int Caption = 1024;
    public const int TemplateValue = 1024;
    public const int Buttons = 3;
    public const int ButtonTitle = 20;
    public const int ButtonId = 256;
    public const int Rows = 10;
    public const int RowTitle = 24;
    public const int RowDescription = 72;
    public const int RowId = 200;
    public const int FileName = 240;
    public const int CallbackData = 512;

    /// <summary>A stable word for the first limit that the order breaks, or null where it may be sent.</summary>
    public static string? Broken(SendOrder order)
    {
        if (order.PhoneNumberId.Length is 0 or > 64 || !order.PhoneNumberId.All(char.IsAsciiLetterOrDigit)) return "number_invalid";
        if (string.IsNullOrEmpty(order.To) && string.IsNullOrEmpty(order.Bsuid)) return "recipient_missing";
        if (order.CallbackData.Length > CallbackData) return "callback_too_long";
        return Broken(order.Content);
    }

    private static string? Broken(OutboundContent content) => content.Kind switch
    {
        OutboundKind.Text => Words(content.Text, Text, "text"),
        OutboundKind.Template => Template(content.Template),
        OutboundKind.Buttons => Words(content.Text, InteractiveBody, "body") ?? ReplyButtons(content.Buttons),
        OutboundKind.List => Words(content.Text, InteractiveBody, "body") ?? Words(content.ListButton, ButtonTitle, "list_button")
            ?? ListRows(content.Rows),
        OutboundKind.Image or OutboundKind.Video => Media(content),
        OutboundKind.Document => Media(content) ?? (content.FileName?.Length > FileName ? "file_name_too_long" : null),
        OutboundKind.Audio => Media(content) ?? (string.IsNullOrEmpty(content.Text) ? null : "audio_has_no_caption"),
        OutboundKind.Reaction => string.IsNullOrEmpty(content.ReplyTo) ? "reaction_target_missing"
            : content.Emoji?.Length > 32 ? "emoji_too_long" : null,
        _ => "kind_unknown",
    };

    private static string? Media(OutboundContent content) =>
        string.IsNullOrEmpty(content.MediaId) ? "media_missing" : content.Text?.Length > Caption ? "caption_too_long" : null;

    private static string? Template(TemplateMessage? template)
    {
        if (template is null || string.IsNullOrEmpty(template.Name)) return "template_missing";
        if (string.IsNullOrEmpty(template.Language)) return "template_language_missing";
        foreach (var value in template.BodyValues.Concat(template.HeaderValue is { } header ? [header] : []).Concat(template.ButtonValues?.Values ?? []))
            if (Words(value, TemplateValue, "template_value") is { } broken) return broken;
        return null;
    }

    private static string? ReplyButtons(IReadOnlyList<ReplyButton>? buttons)
    {
        if (buttons is null or { Count: 0 }) return "buttons_missing";
        if (buttons.Count > Buttons) return "too_many_buttons";
        for (var i = 0; i < buttons.Count; i++)
        {
            var broken = Words(buttons[i].Title, ButtonTitle, "button_title") ?? Words(buttons[i].Id, ButtonId, "button_id");
            if (broken is not null) return broken;
            for (var j = 0; j < i; j++)
                if (buttons[i].Id == buttons[j].Id) return "button_id_repeated";
        }
        return null;
    }

    private static string? ListRows(IReadOnlyList<ListRow>? rows)
    {
        if (rows is null or { Count: 0 }) return "rows_missing";
        if (rows.Count > Rows) return "too_many_rows";
        for (var i = 0; i < rows.Count; i++)
        {
            var broken = Words(rows[i].Title, RowTitle, "row_title") ?? Words(rows[i].Id, RowId, "row_id")
                ?? (rows[i].Description?.Length > RowDescription ? "row_description_too_long" : null);
            if (broken is not null) return broken;
            for (var j = 0; j < i; j++)
                if (rows[i].Id == rows[j].Id) return "row_id_repeated";
        }
        return null;
    }

    private static string? Words(string? text, int limit, string what) =>
        string.IsNullOrWhiteSpace(text) ? what + "_missing" : text.Length > limit ? what + "_too_long" : null;
}
