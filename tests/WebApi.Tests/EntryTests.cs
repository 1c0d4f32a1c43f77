using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>What may be entered: names that can be seen, amounts that exist, records that are there, filters that lists have.</summary>
public sealed class EntryTests
{
    public static TheoryData<string> Unseen =>
        ["\u200f\u200b", "\u2800", "\u3164", "\u202a\u202c", "\ufeff", "\u115f\u1160", "\uffa0", " \u2060\u034f\ufe0f ", "\u180b\U000e0001\U000e0100"];

    [Theory]
    [MemberData(nameof(Unseen))]
    public async Task A_name_that_nobody_can_see_is_no_name(string name)
    {
        var (owner, _) = await (await Api.Start()).Company();
        foreach (var (route, field) in new[] { ("leads", "name"), ("companies", "name"), ("contacts", "fullName"), ("deals", "title") })
        {
            var answer = await owner.PostAsJsonAsync("/api/v1/" + route, new Dictionary<string, string> { [field] = name });
            var told = await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal((field, "is required"), (Assert.Single(told.GetProperty("errors").EnumerateObject()).Name, told.GetProperty("errors").GetProperty(field)[0].GetString()));
        }
    }

    [Fact]
    public async Task A_name_with_marks_among_its_letters_is_a_name()
    {
        var (owner, _) = await (await Api.Start()).Company();
        foreach (var name in new[] { "\u200fسارة", "👩\u200d💻", "❤\ufe0f", "می\u200cخواهم" })
        {
            var lead = await (await owner.PostAsJsonAsync("/api/v1/leads", new { name })).Body();
            Assert.Equal(name, lead.Text("name"));
        }
    }

    [Theory]
    [InlineData("1.005", false)]
    [InlineData("12000.555", false)]
    [InlineData("12000.55", true)]
    [InlineData("12000.500", true)]
    public async Task A_budget_has_two_places_at_most(string budget, bool taken)
    {
        var (owner, _) = await (await Api.Start()).Company();
        var answer = await owner.PostAsync("/api/v1/leads", Json($$"""{"name":"خالد","budget":{{budget}}}"""));
        if (taken) Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        else
        {
            var told = await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("must have at most two decimal places", told.GetProperty("errors").GetProperty("budget")[0].GetString());
        }
    }

    [Fact]
    public async Task Nothing_new_is_about_what_was_deleted()
    {
        var (owner, _) = await (await Api.Start()).Company();
        var company = await New(owner, "companies", new { name = "Elite" });
        var contact = await New(owner, "contacts", new { fullName = "سارة", companyId = company });
        var lead = await New(owner, "leads", new { name = "خالد" });
        var deal = await New(owner, "deals", new { title = "عقد", value = 1, companyId = company, leadId = lead, contactId = contact });
        foreach (var gone in new[] { "companies/" + company, "leads/" + lead })
            Assert.True((await owner.DeleteAsync("/api/v1/" + gone)).IsSuccessStatusCode, gone);

        await Unknown(await owner.PostAsJsonAsync("/api/v1/contacts", new { fullName = "ليان", companyId = company }), "companyId");
        await Unknown(await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", value = 1, companyId = company }), "companyId");
        await Unknown(await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", value = 1, leadId = lead }), "leadId");
        await Unknown(await owner.PostAsJsonAsync("/api/v1/activities", new { type = "task", subject = "اتصال", leadId = lead }), "leadId");
        await Unknown(await owner.PostAsJsonAsync("/api/v1/calls", new { direction = "inbound", status = "answered", companyId = company }), "companyId");
        // Who works for it still may buy: for themselves.
        var own = await (await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", value = 1, contactId = contact })).Body();
        Assert.Equal(JsonValueKind.Null, own.GetProperty("companyId").ValueKind);
        // What stood there before may be sent back with the rest.
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/deals/" + deal, new { title = "عقد سنوي", companyId = company, leadId = lead })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/contacts/" + contact, new { jobTitle = "مديرة", companyId = company })).StatusCode);

        foreach (var gone in new[] { "contacts/" + contact, "deals/" + deal })
            Assert.True((await owner.DeleteAsync("/api/v1/" + gone)).IsSuccessStatusCode, gone);
        await Unknown(await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", value = 1, contactId = contact }), "contactId");
        await Unknown(await owner.PostAsJsonAsync("/api/v1/activities", new { type = "task", subject = "اتصال", contactId = contact }), "contactId");
        await Unknown(await owner.PostAsJsonAsync("/api/v1/activities", new { type = "task", subject = "اتصال", dealId = deal }), "dealId");
    }

    [Fact]
    public async Task A_view_has_the_filters_that_its_list_has()
    {
        var api = await Api.Start();
        var (owner, _) = await api.Company();
        var paths = (await (await api.Nobody().GetAsync("/openapi/v1.json")).Body()).GetProperty("paths");
        foreach (var entity in new[] { "leads", "deals", "contacts", "companies", "conversations" })
        {
            var parameters = paths.GetProperty("/api/v1/" + entity).GetProperty("get").GetProperty("parameters").EnumerateArray()
                .Where(p => p.Text("in") == "query").Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Text("name")))
                .Where(n => n is not ("limit" or "cursor" or "sort" or "view") && !n.StartsWith("field.", StringComparison.Ordinal));
            Assert.Equal(parameters.Order(), SavedViews.ViewFilters.Of(entity).Order());

            var told = await (await owner.PostAsJsonAsync("/api/v1/views", new { entity, name = "x", filters = new { nope = "1" } }))
                .Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("filters.nope", Assert.Single(told.GetProperty("errors").EnumerateObject()).Name);
        }

        var custom = new { entity = "contacts", name = "x", filters = new Dictionary<string, string> { ["field.level"] = "gold", ["tag"] = "vip" } };
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/views", custom)).StatusCode);
    }

    [Fact]
    public async Task A_fixed_word_in_an_address_is_one_of_those_there_are()
    {
        var api = await Api.Start();
        var superadmin = await api.As("superadmin");
        foreach (var (address, field, words) in new[]
        {
            ("admin/tenants?plan=zz", "plan", "basic, professional, enterprise"), ("conversations?channel=zz", "channel", "whatsapp"),
        })
        {
            var told = await (await superadmin.GetAsync("/api/v1/" + address)).Problem(HttpStatusCode.BadRequest, "bad_request");
            Assert.Equal("must be one of: " + words, told.GetProperty("errors").GetProperty(field)[0].GetString());
        }
        foreach (var address in new[] { "admin/tenants?plan=basic", "conversations?channel=whatsapp", "admin/audit-logs?action=zz" })
            Assert.Equal(HttpStatusCode.OK, (await superadmin.GetAsync("/api/v1/" + address)).StatusCode);
    }

    [Fact]
    public async Task The_document_asks_for_neither_pieces_nor_people_where_the_rules_give_somebodys_work_away()
    {
        var api = await Api.Start();
        var schemas = (await (await api.Nobody().GetAsync("/openapi/v1.json")).Body()).GetProperty("components").GetProperty("schemas");
        var required = schemas.GetProperty("ReassignRequest").TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()) : [];
        Assert.Empty(required);
        var (owner, tokens) = await api.Company();
        var given = await owner.PostAsJsonAsync("/api/v1/supervisor/reassign", new { kind = "lead", from = tokens.Text("userId"), rule = "rules" });
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
    }

    private static async Task<string> New(HttpClient client, string route, object body)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/" + route, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Body()).Text("id");
    }

    private static async Task Unknown(HttpResponseMessage answer, string field)
    {
        var told = await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal("is not known", told.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
