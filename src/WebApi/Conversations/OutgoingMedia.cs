using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Conversations;

/// <summary>
/// Gives the channel a stored file before the message that carries it is accepted: a large file must not hold up the conversation's queue, and a file
/// that the channel refuses is the writer's to know at once.
/// </summary>
internal static class OutgoingMedia
{
    /// <summary>The content with the channel's id of its file; or why it cannot be sent.</summary>
    public static async Task<(OutboundContent Content, Outcome? Refused)> Prepare(ApiCall call, string conversationId, OutboundContent content, IMediaStore store, IMediaChannel channel)
    {
        if (content.FileId is not { } file) return (content, null);
        if (await call.Grain<IConversationGrain>(conversationId).Get() is not { } talk) return (content, new Outcome(Refusal.NotFound, 0));
        // What would be refused in any case is not uploaded first.
        if (talk.WindowClosesAt is not { } closes || closes <= call.Clock.GetUtcNow()) return (content, new Outcome(Refusal.WindowClosed, talk.Version));
        if (await store.Find(call.Tenant, file, call.Aborted) is not { } media) return (content, new Outcome(Refusal.Invalid, 0, "media.id"));
        if (await store.Uploaded(call.Tenant, file, talk.PhoneNumberId, call.Aborted) is { } known) return (content with { MediaId = known }, null);
        if (await call.Grain<IWhatsAppNumberGrain>(talk.PhoneNumberId).GetCredentials() is not { } credentials)
            return (content, new Outcome(Refusal.NotConfigured, talk.Version, "number"));
        await using var bytes = store.Open(call.Tenant, file);
        var upload = await channel.Upload(talk.PhoneNumberId, media, bytes, credentials, call.Aborted);
        if (upload.MediaId is not { } id)
            return (content, new Outcome(upload.Again ? Refusal.NotConfigured : Refusal.Invalid, talk.Version, upload.Again ? upload.Reason : "media.id"));
        await store.RememberUpload(call.Tenant, file, talk.PhoneNumberId, id, upload.Until, call.Aborted);
        return (content with { MediaId = id }, null);
    }

    /// <summary>The content of a request, as its file's type asks for.</summary>
    public static async Task<OutboundContent?> Content(ApiCall call, Check check, MediaRequest request, string? replyTo, IMediaStore store)
    {
        const int longestCaption = 1024, longestName = 240;
        var id = check.Required("media.id", request.Id, 100);
        var caption = check.Optional("media.caption", request.Caption, longestCaption);
        var name = check.Optional("media.fileName", request.FileName, longestName);
        if (check.Failed) return null;
        if (!Key.Fits(id) || await store.Find(call.Tenant, id, call.Aborted) is not { } media)
        {
            check.Add("media.id", "field.no_file");
            return null;
        }
        if (MediaTypes.KindOf(media.MediaType) is not { } kind || media.Length > MediaTypes.LimitOf(media.MediaType))
        {
            check.Add("media.id", "field.file", Problems.Word(call.Http, "type"));
            return null;
        }
        if (request.Voice == true && media.MediaType != "audio/ogg") check.Add("media.voice", "field.file", "audio/ogg");
        if (kind == OutboundKind.Audio && caption is not null) check.Add("media.caption", "field.range", 0, 0);
        return new OutboundContent(
            kind, caption, FileName: kind == OutboundKind.Document ? name ?? media.FileName ?? id : null, ReplyTo: replyTo, Voice: request.Voice == true, FileId: id);
    }
}

/// <summary>A stored file to send.</summary>
/// <param name="Id">The id that the upload gave.</param>
/// <param name="Caption">At most 1,024 characters; none with sound.</param>
/// <param name="FileName">A document's name as the customer sees it; the uploaded name unless given.</param>
/// <param name="Voice">Whether sound is shown as a voice note; ogg with opus only.</param>
internal sealed record MediaRequest(string? Id, string? Caption, string? FileName, bool? Voice);
