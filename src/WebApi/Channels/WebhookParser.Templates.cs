using System.Text.Json;
using SalesFlow.Templates;

namespace SalesFlow.WebApi.Channels;

internal static partial class WebhookParser
{
    private sealed partial class Reading
    {
        private const int LongestReason = 300;

        /// <summary>What a change says of a template; null where it is of none, or does not name it.</summary>
        private TemplateSighting? Sighting(string account, long? time, string field, JsonElement v)
        {
            if (field is not ("message_template_status_update" or "message_template_quality_update" or "message_template_components_update" or "template_category_update")
                || v.Text("message_template_name"u8, 512) is not { Length: > 0 } name || v.Text("message_template_language"u8, 16) is not { Length: > 0 } language) return null;
            var at = time is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(time.Value) : now;
            var seen = new TemplateSighting(account, name, language, at, v.Text("message_template_id"u8, 64));
            return field switch
            {
                "message_template_status_update" => seen with
                {
                    Status = TemplateWords.Status(v.Text("event"u8, 64)),
                    Reason = Reason(v),
                    Category = TemplateWords.Category(v.Text("message_template_category"u8, 32)),
                },
                "message_template_quality_update" => seen with { Quality = TemplateWords.Quality(v.Text("new_quality_score"u8, 32)) },
                // A category that is only announced holds from a later day on, and is told again then.
                "template_category_update" => seen with { Category = TemplateWords.Category(v.Text("new_category"u8, 32)) },
                _ => seen with { Text = Words(v) },
            };
        }

        /// <summary>Meta's word, and behind it what it says to people; empty where there is nothing to say.</summary>
        private static string Reason(JsonElement v)
        {
            var word = v.Text("reason"u8, 64) is { } reason and not "NONE" ? reason : null;
            var told = v.Object("rejection_info"u8)?.Text("reason"u8, LongestReason) ?? v.Object("other_info"u8)?.Text("title"u8, LongestReason)
                ?? v.Object("disable_info"u8)?.Text("disable_date"u8, 64);
            return Json.Cut(string.Join(": ", new[] { word, told }.Where(s => !string.IsNullOrEmpty(s))), LongestReason);
        }

        private static WhatsappText Words(JsonElement v)
        {
            var buttons = new List<WhatsappButton>();
            foreach (var b in v.Array("message_template_buttons"u8)?.EnumerateArray() ?? default)
            {
                if (TemplateWords.Button(b.Text("message_template_button_type"u8, 32)) is { } kind)
                {
                    buttons.Add(new WhatsappButton(
                        kind, b.Text("message_template_button_text"u8, 64) ?? "", b.Text("message_template_button_url"u8, 2048),
                        b.Text("message_template_button_phone_number"u8, 32)));
                }
            }
            return new WhatsappText(
                v.Text("message_template_title"u8, 255), v.Text("message_template_element"u8, 4096), v.Text("message_template_footer"u8, 255), buttons);
        }
    }
}
